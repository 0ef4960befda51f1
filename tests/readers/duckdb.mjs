// Reads GeoParquet parts with DuckDB's own Node package and prints counts and metadata as JSON.
// usage: node tests/readers/duckdb.mjs GLOB
import { DuckDBInstance } from '@duckdb/node-api'

const glob = process.argv[2].replaceAll("'", "''")
const instance = await DuckDBInstance.create(':memory:')
const connection = await instance.connect()
const query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson()

console.log(JSON.stringify({
  labels: await query(`SELECT label, count(*)::INT AS rows, sum(pixels)::INT AS pixels, min(score_mean) AS least, max(score_mean) AS most FROM read_parquet('${glob}') GROUP BY label ORDER BY label`),
  columns: (await query(`DESCRIBE SELECT * FROM read_parquet('${glob}')`)).map(({ column_name, column_type }) => ({ column_name, column_type })),
  bounds: (await query(`SELECT min(bbox.xmin) AS west, min(bbox.ymin) AS south, max(bbox.xmax) AS east, max(bbox.ymax) AS north FROM read_parquet('${glob}')`))[0],
  geo: JSON.parse((await query(`SELECT decode(value) AS value FROM parquet_kv_metadata('${glob}') WHERE decode(key) = 'geo' LIMIT 1`))[0].value),
}))
