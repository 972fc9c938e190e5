// compare.mjs NORM PAIRS SEED: random pairs of schemas, within what json-schema-diff supports, asked of it and of
// `norm diff --strict-open`. It calls removed what old took and new refuses, added the other way; norm calls the same
// directions failing. Where the two differ and norm has a witness, ajv is the judge of it, by the JSON Schemas.
//
// Prints one line a disagreement and a summary; exit 1 if norm was wrong, or may have been.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import jsonSchemaDiff from 'json-schema-diff';

const [norm, pairs, firstSeed] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
if (!norm || !(pairs > 0) || !Number.isInteger(firstSeed)) {
  console.error('usage: compare.mjs NORM PAIRS SEED');
  process.exit(2);
}

// mulberry32: small, seeded, good enough to draw shapes.
function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { below: (n) => Math.floor(next() * n), chance: (percent) => next() * 100 < percent };
}

// A shape is drawn once and written in both languages. Each is [name, parameters…].
const bounds = (random, limit) => {
  const low = random.chance(60) ? random.below(limit) : null;
  const high = random.chance(60) ? (low ?? 0) + random.below(limit) : null;
  return [low, high];
};

const leaves = {
  null: () => ['null'],
  boolean: () => ['boolean'],
  integer: (random) => ['integer', ...bounds(random, 4)],
  number: (random) => {  // not from n to n: json-schema-diff 1.0.0 does not know that for an integer
    const [low, high] = bounds(random, 4);
    return ['number', low, high === null ? null : high + 1, random.chance(30)];
  },
  string: (random) => ['string', ...bounds(random, 4)],
};

function draw(random, depth) {
  const nested = ['array', 'object', 'object', 'any', 'all', 'not'];
  const names = depth > 0 ? [...Object.keys(leaves), ...nested] : Object.keys(leaves);
  const name = names[random.below(names.length)];
  if (leaves[name]) return leaves[name](random);
  const below = () => draw(random, depth - 1);
  switch (name) {
    case 'array':
      return ['array', below(), ...bounds(random, 3)];
    case 'object': {
      const fields = ['a', 'b', 'c'].filter(() => random.chance(60)).map((key) => [key, random.chance(50), below()]);
      const rest = random.chance(50) ? null : random.chance(50) ? 'closed' : below();
      // Not `maxProperties: 0`: json-schema-diff 1.0.0 still tells what the properties would be from one another there.
      const [low, high] = random.chance(25) ? bounds(random, 4) : [null, null];
      return ['object', fields, rest, low, high === 0 ? 1 : high];
    }
    case 'any':
    case 'all':
      return [name, below(), below()];
    default:
      return ['not', below()];
  }
}

// The same shape with one place drawn anew.
function altered(random, shape, depth) {
  if (random.chance(30)) return draw(random, depth);
  const copy = structuredClone(shape);
  switch (copy[0]) {
    case 'array':
      copy[1] = altered(random, copy[1], depth - 1);
      return copy;
    case 'object': {
      if (copy[1].length === 0) return draw(random, depth);
      const field = copy[1][random.below(copy[1].length)];
      if (random.chance(40)) field[1] = !field[1];
      else field[2] = altered(random, field[2], depth - 1);
      return copy;
    }
    case 'any':
    case 'all':
    case 'not': {
      const place = 1 + random.below(copy.length - 1);
      copy[place] = altered(random, copy[place], depth - 1);
      return copy;
    }
    default:
      return leaves[copy[0]](random);
  }
}

const defined = (entries) => Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null));

function asJsonSchema([name, ...parts]) {
  switch (name) {
    case 'null':
    case 'boolean':
      return { type: name };
    case 'integer':
      return defined({ type: name, minimum: parts[0], maximum: parts[1] });
    case 'number':
      return defined({ type: name, [parts[2] ? 'exclusiveMinimum' : 'minimum']: parts[0], maximum: parts[1] });
    case 'string':
      return defined({ type: name, minLength: parts[0], maxLength: parts[1] });
    case 'array':
      return defined({ type: name, items: asJsonSchema(parts[0]), minItems: parts[1], maxItems: parts[2] });
    case 'object': {
      const [fields, rest, low, high] = parts;
      const required = fields.filter(([, needed]) => needed).map(([key]) => key);
      return defined({
        type: name,
        properties: Object.fromEntries(fields.map(([key, , value]) => [key, asJsonSchema(value)])),
        required: required.length > 0 ? required : null,
        additionalProperties: rest === null ? null : rest === 'closed' ? false : asJsonSchema(rest),
        minProperties: low,
        maxProperties: high,
      });
    }
    case 'any':
      return { anyOf: parts.map(asJsonSchema) };
    case 'all':
      return { allOf: parts.map(asJsonSchema) };
    default:
      return { not: asJsonSchema(parts[0]) };
  }
}

function asNorm([name, ...parts]) {
  const also = (text, low, lowText, high, highText) =>
    [text, low === null ? [] : lowText + low, high === null ? [] : highText + high].flat().join(' & ');
  const counts = (low, high) => (low === null ? '' : `, min_count: ${low}`) + (high === null ? '' : `, max_count: ${high}`);
  switch (name) {
    case 'null':
    case 'boolean':
      return `${name}?`;
    case 'integer':  // JSON Schema's takes 1.0
      return `(${also('integral?', parts[0], '>= ', parts[1], '<= ')})`;
    case 'number':
      return `(${also('number?', parts[0], parts[2] ? '> ' : '>= ', parts[1], '<= ')})`;
    case 'string': {
      const [low, high] = parts;
      return `(${['string?', low === null ? [] : `min_length?(${low})`, high === null ? [] : `max_length?(${high})`].flat().join(' & ')})`;
    }
    case 'array':
      return `coll_of(${asNorm(parts[0])}${counts(parts[1], parts[2])})`;
    case 'object': {
      const [fields, rest, low, high] = parts;
      const members = fields.map(([key, needed, value]) => `${needed ? 'req' : 'opt'} :${key}, ${asNorm(value)}`);
      if (rest !== null && rest !== 'closed') members.push(`rest ${asNorm(rest)}`);
      const schema = `schema${rest === 'closed' ? '(closed: true)' : ''} { ${members.join('  ')} }`;
      return low === null && high === null ? schema : `(${schema} & map_of(string?, any?${counts(low, high)}))`;
    }
    case 'any':
      return `(${parts.map(asNorm).join(' | ')})`;
    case 'all':
      return `(${parts.map(asNorm).join(' & ')})`;
    default:
      return `!${asNorm(parts[0])}`;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'norm-peer-'));
const tally = { agree: 0, holds: 0, fails: 0, unknown: 0, peerWrong: 0, peerGaveUp: 0, normWrong: 0, open: 0 };

function askNorm(old, now) {
  writeFileSync(join(folder, 'old.norm'), `T = ${asNorm(old)}\n`);
  writeFileSync(join(folder, 'new.norm'), `T = ${asNorm(now)}\n`);
  const run = spawnSync(norm, ['diff', '--strict-open', '--format', 'json', join(folder, 'old.norm'), join(folder, 'new.norm')], {
    encoding: 'utf8',
  });
  if (run.status === 2 || run.status === null) throw new Error(run.stderr || `norm ended by ${run.signal}`);
  return JSON.parse(run.stdout);
}

function judge(seed, direction, answer, peerFails, witness, from, to) {
  if (answer === 'unknown') {
    ++tally.unknown;
    console.log(JSON.stringify({ seed, direction, norm: answer, from, to }));
    return;
  }
  ++tally[answer];
  if ((answer === 'fails') === peerFails) {
    ++tally.agree;
    return;
  }
  const ajv = new Ajv({ strict: false });
  const shown = witness != null && ajv.compile(from)(JSON.parse(witness)) && !ajv.compile(to)(JSON.parse(witness));
  const verdict = shown ? 'peerWrong' : answer === 'fails' ? 'normWrong' : 'open';
  ++tally[verdict];
  console.log(JSON.stringify({ seed, direction, norm: answer, verdict, witness, from, to }));
}

for (let seed = firstSeed; seed < firstSeed + pairs; ++seed) {
  const random = randomOf(seed);
  const old = draw(random, 3);
  const now = altered(random, old, 3);
  const [sourceSchema, destinationSchema] = [asJsonSchema(old), asJsonSchema(now)];
  const found = askNorm(old, now);
  let peer;
  try {
    peer = await jsonSchemaDiff.diffSchemas({ sourceSchema, destinationSchema });
  } catch {
    ++tally.peerGaveUp;
    continue;
  }
  const { old_data_under_new: forth, new_data_under_old: back } = found.directions;
  judge(seed, 'old_data_under_new', forth, peer.removalsFound, found.witnesses?.breaks_producers, sourceSchema, destinationSchema);
  judge(seed, 'new_data_under_old', back, peer.additionsFound, found.witnesses?.breaks_consumers, destinationSchema, sourceSchema);
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify(tally));
process.exit(tally.normWrong + tally.open > 0 ? 1 : 0);
