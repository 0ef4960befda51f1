// Opens a PMTiles archive at an address as a browser would: by range requests of the pmtiles package. Prints what it read as JSON.
// usage: node pmtiles-url.mjs <url> <z> <x> <y>
import { PMTiles, FetchSource } from 'pmtiles';

const requests = [];
const fetched = globalThis.fetch;
globalThis.fetch = async (address, options) => {
  const answer = await fetched(address, options);
  requests.push({ range: new Headers(options?.headers).get('range'), status: answer.status });
  return answer;
};

const [url, z, x, y] = process.argv.slice(2);
const archive = new PMTiles(new FetchSource(url));
const header = await archive.getHeader();
const tile = await archive.getZxy(Number(z), Number(x), Number(y));
console.log(JSON.stringify({ minZoom: header.minZoom, maxZoom: header.maxZoom, tileBytes: tile ? tile.data.byteLength : null, requests }));
