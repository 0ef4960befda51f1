// Reads GeoParquet parts with DuckDB itself (the addon of its Node package) and prints counts and metadata as JSON.
// usage: node tests/readers/duckdb.mjs GLOB
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const duckdb = createRequire(import.meta.url)('@duckdb/node-bindings-linux-x64/duckdb.node')
const glob = process.argv[2].replaceAll("'", "''")
const folder = mkdtempSync(join(tmpdir(), 'rasterflow-duckdb-'))
try {
  const connection = await duckdb.connect(await duckdb.open(':memory:'))
  let answers = 0
  // Answers leave DuckDB by its own JSON writer.
  const query = async (sql) => {
    const file = join(folder, `${answers++}.json`)
    await duckdb.query(connection, `COPY (${sql}) TO '${file}' (FORMAT json, ARRAY true)`)
    return JSON.parse(readFileSync(file, 'utf8'))
  }
  console.log(JSON.stringify({
    labels: await query(`SELECT label, count(*) AS rows, sum(pixels) AS pixels, min(score_mean) AS least, max(score_mean) AS most FROM read_parquet('${glob}') GROUP BY label ORDER BY label`),
    columns: await query(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet('${glob}'))`),
    bounds: (await query(`SELECT min(bbox.xmin) AS west, min(bbox.ymin) AS south, max(bbox.xmax) AS east, max(bbox.ymax) AS north FROM read_parquet('${glob}')`))[0],
    geo: JSON.parse((await query(`SELECT decode(value) AS value FROM parquet_kv_metadata('${glob}') WHERE decode(key) = 'geo' LIMIT 1`))[0].value),
  }))
} finally {
  rmSync(folder, { recursive: true })
}
