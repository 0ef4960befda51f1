// Zstandard for Zarr chunks in plain JavaScript: the one that zarrita brings compiles code from texts, which the page's content policy forbids.
import { decompress } from 'fzstd';
import { registry } from 'zarrita';

const codec = { kind: 'bytes_to_bytes', encode: () => { throw new Error('The map writes no chunks.'); }, decode: (bytes) => decompress(bytes) };

registry.set('zstd', () => ({ fromConfig: () => codec }));
