'use strict';
// The user service from Node: @grpc/grpc-js, with the .proto files loaded at run time. No code is generated.
//
//   node client.js [--target localhost:50051] [--ca ca.pem [--cert client.pem --key client.key]] [--token TOKEN]
//
// Calls every method of both services, checks what comes back, prints a line for each, and exits 0 when all was as it should be.
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const options = {};
for (let i = 2; i < process.argv.length; i += 2) options[process.argv[i].slice(2)] = process.argv[i + 1];

// Loading: field names as in the .proto, enums by name, 64-bit numbers as text, absent fields as their default.
const definition = protoLoader.loadSync(['user.proto', 'community.proto'], {
  includeDirs: [path.join(__dirname, '..', 'contract', 'Protos')],
  keepCase: true, enums: String, longs: String, defaults: true, oneofs: true,
});
const { user, community } = grpc.loadPackageDefinition(definition);

const read = (file) => file && fs.readFileSync(file);
let credentials = options.ca
  ? grpc.credentials.createSsl(read(options.ca), read(options.key) || null, read(options.cert) || null)
  : grpc.credentials.createInsecure();
// An interceptor of the client: grpc-js combines call credentials with TLS only, this goes with both.
const bearer = (callOptions, next) => new grpc.InterceptingCall(next(callOptions), {
  start(metadata, listener, start) {
    if (options.token) metadata.set('authorization', `Bearer ${options.token}`);
    start(metadata, listener);
  },
});
const target = options.target || 'localhost:50051';
const users = new user.UserService(target, credentials, { interceptors: [bearer] });
const members = new community.UserService(target, credentials, { interceptors: [bearer] });
const tag = Date.now().toString(36) + process.pid;

/** A unary call as a promise, with a deadline of a minute. */
const call = (client, method, request) => new Promise((resolve, reject) =>
  client[method](request, { deadline: Date.now() + 60000 }, (error, response) => (error ? reject(error) : resolve(response))));

async function unary() {
  const page = await call(users, 'ListUsers', { limit: 3, status: 'USER_STATUS_ACTIVE' });
  assert.strictEqual(page.users.length, 3);
  assert.ok(page.total_count > 3 && page.users.every((one) => one.status === 'USER_STATUS_ACTIVE'));
  const next = await call(users, 'ListUsers', { limit: 3, status: 'USER_STATUS_ACTIVE', page_token: page.next_page_token });
  assert.ok(Number(next.users[0].id) > Number(page.users[2].id));
  await assert.rejects(call(users, 'ListUsers', { limit: -1 }), { code: grpc.status.INVALID_ARGUMENT });

  const ann = await call(users, 'CreateUser', { name: 'Ann', email: `ann-${tag}@example.com` });
  assert.strictEqual(ann.status, 'USER_STATUS_ACTIVE');
  await assert.rejects(call(users, 'CreateUser', { name: 'Ann', email: ann.email }), { code: grpc.status.ALREADY_EXISTS });
  await assert.rejects(call(users, 'CreateUser', {}), (error) =>
    error.code === grpc.status.INVALID_ARGUMENT && error.metadata.get('grpc-status-details-bin').length === 1);
  const changed = await call(users, 'UpdateUser', { user: { id: ann.id, status: 'USER_STATUS_SUSPENDED' }, update_mask: { paths: ['status'] } });
  assert.deepStrictEqual([changed.name, changed.status], ['Ann', 'USER_STATUS_SUSPENDED']);
  await call(users, 'DeleteUser', { id: ann.id });
  await assert.rejects(call(users, 'GetUser', { id: ann.id }), { code: grpc.status.NOT_FOUND, details: 'User not found' });
  console.log('ok unary');
}

/** A stream has three events: data for each message, then end, or error. */
function serverStream() {
  return new Promise((resolve, reject) => {
    let count = 0;
    const stream = users.StreamUsers({ limit: 5, pause: { nanos: 5000000 } });
    stream.on('data', (one) => { assert.ok(one.name); count++; });
    stream.on('error', reject);
    stream.on('end', () => {
      assert.strictEqual(count, 5);
      console.log('ok server stream');
      resolve();
    });
  });
}

async function clientStream() {
  const response = await new Promise((resolve, reject) => {
    const stream = users.CreateUserStream((error, done) => (error ? reject(error) : resolve(done)));
    for (const name of ['Bob', 'Cleo', 'Bob', '']) stream.write({ name, email: `${name.toLowerCase()}-${tag}@example.com` });
    stream.end();
  });
  assert.strictEqual(response.created_count, 2);
  assert.deepStrictEqual(response.failures.map((failure) => [failure.index, failure.code]), [[2, grpc.status.ALREADY_EXISTS], [3, grpc.status.INVALID_ARGUMENT]]);
  for (const id of response.ids) await call(users, 'DeleteUser', { id });
  console.log('ok client stream');
}

async function duplexStream() {
  const { users: [first] } = await call(users, 'ListUsers', { limit: 1 });
  const stream = users.BidirectionalStream();
  stream.write({ question_id: 'slow', user_id: first.id, patience: { seconds: 3 } });
  stream.write({ question_id: 'quick', user_id: first.id });
  stream.write({ question_id: 'bad', user_id: '0' });
  stream.end();
  const answers = [];
  for await (const answer of stream) answers.push([answer.question_id, answer.answer]);
  assert.deepStrictEqual(answers.slice(0, 2).sort(), [['bad', 'problem'], ['quick', 'user']]);
  assert.deepStrictEqual(answers[2], ['slow', 'user']);
  console.log('ok duplex stream');
}

async function deadline() {
  const stream = users.StreamUsers({ pause: { seconds: 60 } }, { deadline: Date.now() + 200 });
  await assert.rejects((async () => { for await (const _ of stream); })(), { code: grpc.status.DEADLINE_EXCEEDED });
  console.log('ok deadline');
}

async function chat() {
  await assert.rejects(call(members, 'GetUser', { id: 0 }), { code: grpc.status.NOT_FOUND });
  let count = 0;
  for await (const _ of members.ListUsers({})) count++;
  assert.ok(count > 0);
  const stream = members.Chat();
  stream.write({ user: 'Ann', text: 'Is anybody here?' });
  for await (const heard of stream) {
    assert.strictEqual(heard.text, 'Is anybody here?');
    stream.end();
  }
  console.log('ok community');
}

(async () => {
  for (const part of [unary, serverStream, clientStream, duplexStream, deadline, chat]) await part();
  users.close();
  members.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
