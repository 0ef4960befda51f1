// Validates `geo` metadata by the JSON schema that the GeoParquet specification publishes, with Ajv, and prints the problems of each as JSON.
// usage: node tests/readers/geoparquet-schema.mjs FILE, a JSON list of values of `geo`
import { readFile } from 'node:fs/promises'
import Ajv from 'ajv'

const read = async path => JSON.parse(await readFile(path, 'utf8'))
const schema = await read(new URL('geoparquet/schema-1.1.0.json', import.meta.url))
const ajv = new Ajv({ allErrors: true, strict: false })

// The schema leaves `crs` to PROJ's own, by its address. Tests reach no network: any object passes here, and PROJ itself reads what we write (GeoPandasTests).
ajv.addSchema({ $id: 'https://proj.org/schemas/v0.7/projjson.schema.json', type: 'object' })
const validate = ajv.compile(schema)

const values = await read(process.argv[2])
console.log(JSON.stringify(values.map(geo => validate(geo) ? [] : validate.errors.map(error => `${error.instancePath || '/'} ${error.message}`))))
