// Reads a raster store from disk with zarrita and prints what it found as JSON.
// Usage: node tests/readers/zarrita.mjs <store folder> [<group within the store>]
import FileSystemStore from "@zarrita/storage/fs";
import * as zarr from "zarrita";

const [folder, group = ""] = process.argv.slice(2);
const plain = (value) => (typeof value === "bigint" ? Number(value) : Number.isNaN(value) ? null : value);

const store = await zarr.withConsolidatedMetadata(new FileSystemStore(folder), { format: "v3" });
const root = await zarr.open.v3(group ? zarr.root(store).resolve(group) : zarr.root(store), { kind: "group" });
const read = async (name) => {
  const array = await zarr.open.v3(root.resolve(name), { kind: "array" });
  return Array.from((await zarr.get(array)).data, plain);
};

const variables = await zarr.open.v3(root.resolve("variables"), { kind: "array" });
const hasDelta = store.contents().some((item) => item.path === `${group ? `/${group}` : ""}/time_delta`);
console.log(JSON.stringify({
  contents: store.contents().map((item) => item.path).sort(),
  attributes: root.attrs,
  shape: variables.shape,
  dtype: variables.dtype,
  chunks: variables.chunks,
  dimensions: variables.dimensionNames ?? null,
  labels: variables.attrs.band_labels,
  band: await read("band"),
  time: await read("time"),
  timeDelta: hasDelta ? await read("time_delta") : null,
  y: await read("y"),
  x: await read("x"),
  values: Array.from((await zarr.get(variables)).data, plain),
}));
