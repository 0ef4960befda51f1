// How many row groups of a GeoParquet file DuckDB must read for a box, by the statistics of the bbox column, and the rows that it finds.
// usage: node tests/readers/duckdb-rowgroups.mjs FILE XMIN YMIN XMAX YMAX
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const duckdb = createRequire(import.meta.url)('@duckdb/node-bindings-linux-x64/duckdb.node')
const file = process.argv[2].replaceAll("'", "''")
const [xmin, ymin, xmax, ymax] = process.argv.slice(3).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'rasterflow-duckdb-'))
try {
  const connection = await duckdb.connect(await duckdb.open(':memory:'))
  let answers = 0
  // Answers leave DuckDB by its own JSON writer.
  const query = async (sql) => {
    const answer = join(folder, `${answers++}.json`)
    await duckdb.query(connection, `COPY (${sql}) TO '${answer}' (FORMAT json, ARRAY true)`)
    return JSON.parse(readFileSync(answer, 'utf8'))
  }
  const groups = new Map()
  const statistics = await query(`SELECT row_group_id, path_in_schema, stats_min_value AS least, stats_max_value AS most FROM parquet_metadata('${file}') WHERE path_in_schema LIKE 'bbox%'`)
  for (const { row_group_id, path_in_schema, least, most } of statistics) {
    const bound = path_in_schema.split(',').at(-1).trim().split('.').at(-1)
    groups.set(row_group_id, { ...groups.get(row_group_id), [bound]: { least: Number(least), most: Number(most) } })
  }
  const needed = [...groups.values()].filter(({ xmin: west, ymin: south, xmax: east, ymax: north }) =>
    west.least <= xmax && east.most >= xmin && south.least <= ymax && north.most >= ymin)
  const [{ rows }] = await query(`SELECT count(*) AS rows FROM read_parquet('${file}') WHERE bbox.xmin <= ${xmax} AND bbox.xmax >= ${xmin} AND bbox.ymin <= ${ymax} AND bbox.ymax >= ${ymin}`)
  console.log(JSON.stringify({ groups: groups.size, needed: needed.length, rows }))
} finally {
  rmSync(folder, { recursive: true })
}
