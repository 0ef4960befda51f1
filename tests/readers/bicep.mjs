// Parses Bicep files with tree-sitter-bicep (its WebAssembly build: no compiler and no binary of one Node version is needed)
// and prints what tests compare as JSON. It knows the grammar, not the types of Azure resources.
// usage: node bicep.mjs <file> [...]
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(fileURLToPath(import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'))));

const declarations = {
  parameter_declaration: 'parameter', variable_declaration: 'variable', resource_declaration: 'resource',
  module_declaration: 'module', output_declaration: 'output', type_declaration: 'type', user_defined_function: 'function',
};
const named = (node) => node.namedChildren.filter((child) => !/comment$/.test(child.type));
const all = (node, type) => node.descendantsOfType(type);
const key = (property) => text(named(property)[0]);
const at = (node) => ({ line: node.startPosition.row + 1, column: node.startPosition.column + 1, text: node.text.slice(0, 60) });
const unescaped = (source) => source.replace(/\\(.)/g, '$1');

// A literal string without its quotes, an identifier as it is.
function text(node) {
  return node.type === 'string' ? unescaped(node.text.slice(1, -1)) : node.text;
}

// The string that an expression is, as far as literals and variables tell; null where a parameter or a call decides.
function valueOf(node, variables) {
  if (node.type === 'identifier') return variables.has(node.text) ? valueOf(variables.get(node.text), variables) : null;
  if (node.type === 'number') return node.text;
  if (node.type === 'call_expression' && /^string\(\w+\)$/.test(node.text)) return valueOf(named(named(node)[1])[0], variables);
  if (node.type !== 'string') return null;
  const parts = named(node).map((part) => (part.type === 'interpolation' ? valueOf(named(part)[0], variables) : unescaped(part.text)));
  return parts.includes(null) ? null : parts.join('');
}

// The strings of a list, or of the variable that holds it.
function listOf(node, variables) {
  if (node?.type === 'identifier' && variables.has(node.text)) return listOf(variables.get(node.text), variables);
  return node?.type === 'array' ? named(node).map((item) => valueOf(item, variables)) : [];
}

function objectOf(declaration) {
  return all(declaration, 'object')[0];
}

function propertiesOf(object) {
  return Object.fromEntries(named(object).filter((n) => n.type === 'object_property').map((p) => [key(p), named(p)[1]]));
}

function syntaxErrors(root) {
  const errors = [];
  const visit = (node) => {
    if (node.isError || node.isMissing) errors.push(at(node));
    else for (const child of node.children) visit(child);
  };
  visit(root);
  return errors;
}

// Names that expressions use: identifiers that are neither declared there, nor keys, nor types.
function references(root) {
  const names = [];
  const visit = (node, parent, place) => {
    if (node.type === 'identifier') {
      const declares = place === 0 && parent.type in declarations;
      const isKey = place === 0 && parent.type === 'object_property';
      if (!declares && !isKey) names.push({ ...at(node), name: node.text, call: parent.type === 'call_expression' && place === 0 });
      return;
    }
    if (['type', 'decorators', 'decorator', 'loop_variable', 'loop_enumerator', 'comment'].includes(node.type)) return;
    named(node).forEach((child, i) => visit(child, node, i));
  };
  visit(root, root, -1);
  return names;
}

function loopNames(root) {
  const names = [];
  for (const loop of all(root, 'for_statement')) {
    const head = loop.text.match(/^\[?\s*for\s+(?:\(\s*(\w+)\s*,\s*(\w+)\s*\)|(\w+))\s+in\b/);
    if (head) names.push(...head.slice(1).filter(Boolean));
  }
  for (const lambda of all(root, 'lambda_expression')) names.push(...lambda.text.split('=>')[0].match(/\w+/g));
  return names;
}

function resourceOf(declaration, variables) {
  const [symbol, type, body] = named(declaration);
  const name = propertiesOf(objectOf(declaration)).name;
  // for <loop variable> in <list>: { ... }
  const list = body.type === 'for_statement' ? named(body).at(-2) : null;
  return {
    name: text(symbol), type: text(type), names: list ? listOf(list, variables) : [name ? valueOf(name, variables) : null],
    existing: declaration.children.some((child) => child.type === 'existing'),
  };
}

function moduleOf(declaration) {
  const parameters = propertiesOf(objectOf(declaration)).params;
  return {
    name: text(named(declaration)[0]), path: text(named(declaration)[1]),
    parameters: parameters ? named(parameters).map(key) : [],
  };
}

async function read(path) {
  // The grammar has no parameter files: an assignment there reads like a variable.
  const source = (await readFile(path, 'utf8')).replace(/^param (?=\w+ =)/gm, path.endsWith('.bicepparam') ? 'var ' : '$&');
  const root = parser.parse(source).rootNode;
  const file = { path, errors: syntaxErrors(root), parameters: [], outputs: [], modules: [], resources: [], objects: {}, entries: [] };
  if (file.errors.length > 0) return file;
  const top = named(root);
  const variables = new Map(top.filter((n) => n.type === 'variable_declaration').map((n) => [named(n)[0].text, named(n)[1]]));
  const using = top.find((n) => n.type === 'using_statement');
  file.using = using ? text(all(using, 'string')[0]) : null;
  const described = (i) => i > 0 && top[i - 1].type === 'decorators' && /^@description\('.+'\)/m.test(top[i - 1].text);
  top.forEach((node, i) => {
    const name = node.type in declarations ? named(node)[0].text : null;
    if (node.type === 'parameter_declaration') {
      const type = named(node).find((n) => n.type === 'type');
      const required = !node.children.some((n) => n.text === '=') && !(type && /\?$/.test(type.text));
      file.parameters.push({ name, required, described: described(i) });
    }
    if (node.type === 'output_declaration') file.outputs.push({ name, required: false, described: described(i) });
    if (node.type === 'module_declaration') file.modules.push(moduleOf(node));
    if (node.type === 'resource_declaration') file.resources.push(resourceOf(node, variables));
    if (node.type === 'variable_declaration') {
      const value = named(node)[1];
      const branches = value.type === 'ternary_expression' ? named(value).slice(1) : [value];
      const objects = branches.filter((branch) => branch.type === 'object');
      if (objects.length > 0) file.objects[name] = objects.flatMap((object) => named(object).map(key));
    }
  });
  for (const object of all(root, 'object')) {
    const { name, value } = propertiesOf(object);
    if (name?.type === 'string' && value) file.entries.push({ name: text(name), value: valueOf(value, variables) });
  }
  const used = references(root);
  const declared = top.filter((n) => n.type in declarations && n.type !== 'output_declaration').map((n) => named(n)[0].text);
  const known = new Set([...declared, ...loopNames(root)]);
  file.undeclared = used.filter((n) => !n.call && !known.has(n.name));
  file.calls = [...new Set(used.filter((n) => n.call).map((n) => n.name))];
  const names = new Set(used.map((n) => n.name));
  file.unused = top.filter((n) => /^(parameter|variable)_declaration$/.test(n.type)).map((n) => named(n)[0].text).filter((n) => !names.has(n));
  file.variables = Object.fromEntries([...variables].map(([name, node]) => [name, valueOf(node, variables)]));
  file.moduleOutputs = all(root, 'member_expression')
    .map((n) => n.text.match(/^(\w+)\.outputs\.(\w+)$/)).filter(Boolean).map(([, module, name]) => ({ module, name }));
  return file;
}

const files = [];
for (const path of process.argv.slice(2)) files.push(await read(path));
console.log(JSON.stringify(files));
