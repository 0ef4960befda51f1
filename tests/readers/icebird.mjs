// Reads an Iceberg table with icebird and prints its metadata, manifests and rows as one JSON document.
// usage: node tests/readers/icebird.mjs FILE_URL_OF_TABLE
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { icebergManifests, icebergMetadata, icebergRead } from 'icebird'

// icebird fetches by address; the addresses of this table are files.
globalThis.fetch = async (address, { headers, method } = {}) => {
  let bytes
  try {
    bytes = await readFile(fileURLToPath(String(address)))
  } catch (error) {
    return new Response(error.message, { status: 404, statusText: error.message })
  }
  const range = /^bytes=(\d+)-(\d+)?$/.exec(new Headers(headers).get('range') ?? '')
  const part = range ? bytes.subarray(Number(range[1]), range[2] ? Number(range[2]) + 1 : undefined) : bytes
  return new Response(method === 'HEAD' ? null : part, { status: range ? 206 : 200, headers: { 'content-length': String(part.length) } })
}

const tableUrl = process.argv[2]
const metadata = await icebergMetadata({ tableUrl })
const manifests = await icebergManifests(metadata)
const rows = manifests.some(({ entries }) => entries.length) ? await icebergRead({ tableUrl, metadata }) : []

console.log(JSON.stringify({ metadata, manifests, rows }, (_, value) => {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex').toUpperCase()
  return value
}))
