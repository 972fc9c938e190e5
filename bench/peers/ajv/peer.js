// JSON.parse and ajv: ../README.md has the protocol.
'use strict';
const fs = require('node:fs');
const Ajv = require('ajv');

function take(size) {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size;) {
    const read = fs.readSync(0, bytes, at, size - at);
    if (read === 0) process.exit(0);
    at += read;
  }
  return bytes;
}

const number = () => take(4).readUInt32LE();
const validate = new Ajv({ strict: false }).compile(JSON.parse(take(number()).toString()));
const messages = [];
for (let left = number(); left > 0; --left) messages.push(take(number()));

function conforms(message) {
  let value;
  try {
    value = JSON.parse(message.toString());
  } catch {
    return false;
  }
  return validate(value);
}

for (;;) {
  const command = String.fromCharCode(take(1)[0]);
  if (command === 'j') {
    fs.writeSync(1, Buffer.from([conforms(messages[number()]) ? 1 : 0]));
  } else {
    let count = 0;
    for (const message of messages) count += conforms(message) ? 1 : 0;
    const answer = Buffer.alloc(4);
    answer.writeUInt32LE(count);
    fs.writeSync(1, answer);
  }
}
