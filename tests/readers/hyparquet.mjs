// Reads a Parquet file with hyparquet and prints what it holds as one JSON document.
// usage: node tests/readers/hyparquet.mjs FILE
import { readFile } from 'node:fs/promises'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const bytes = await readFile(process.argv[2])
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
const metadata = parquetMetadata(file, { geoparquet: false })
const rows = await parquetReadObjects({ file, metadata, compressors, utf8: false, geoparquet: false })
const keyValues = Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value]))

console.log(JSON.stringify({
  schema: metadata.schema.map(({ name, type, repetition_type, num_children, converted_type }) => ({ name, type, repetition_type, num_children, converted_type })),
  rowGroups: metadata.row_groups.map(group => ({ rows: group.num_rows, codecs: [...new Set(group.columns.map(column => column.meta_data.codec))] })),
  keyValues,
  geo: keyValues.geo ? JSON.parse(keyValues.geo) : null,
  rows,
}, (_, value) => {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex').toUpperCase()
  if (value instanceof Date) return value.toISOString()
  return value
}))
