// Reads every array of a folder of Zarr v3 arrays with zarrita and prints shape, type and values as JSON; what zarrita cannot read has the error instead.
// Usage: node tests/readers/zarrita-arrays.mjs <folder>
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import FileSystemStore from "@zarrita/storage/fs";
import * as zarr from "zarrita";

const [folder] = process.argv.slice(2);
const plain = (value) => (typeof value === "bigint" ? Number(value) : value);
const isArray = (name) => {
  try {
    return JSON.parse(readFileSync(join(folder, name, "zarr.json"), "utf8")).node_type === "array";
  } catch {
    return false;
  }
};

// Chunks in another order of the axes come out in that order, with strides.
const inOrder = ({ data, shape, stride }) => {
  const values = [];
  const walk = (axis, offset) => {
    if (axis === shape.length) {
      values.push(plain(data.get ? data.get(offset) : data[offset]));
    } else {
      for (let i = 0; i < shape[axis]; i++) walk(axis + 1, offset + i * stride[axis]);
    }
  };
  walk(0, 0);
  return values;
};

const seen = {};
for (const name of readdirSync(folder).filter(isArray).sort()) {
  try {
    const array = await zarr.open.v3(zarr.root(new FileSystemStore(join(folder, name))), { kind: "array" });
    seen[name] = { shape: array.shape, values: inOrder(await zarr.get(array)) };
  } catch (error) {
    seen[name] = { error: String(error) };
  }
}

console.log(JSON.stringify(seen));
