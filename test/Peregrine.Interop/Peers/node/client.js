'use strict';
// Calls the interop service with grpc-js and stubs loaded from the .proto: every kind of call, metadata, a status, a deadline.
// Prints one `ok NAME` per check and exits 0 when all held.
const assert = require('assert');
const fs = require('fs');
const { grpc, testing, options } = require('./service.js');

const { target, ca, server_host_override: name } = options();
const credentials = ca ? grpc.credentials.createSsl(fs.readFileSync(ca)) : grpc.credentials.createInsecure();
const client = new testing.TestService(target, credentials, ca ? { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name } : {});

/** A unary or client-streaming method as a promise of the response. */
const call = (method, ...rest) => new Promise((resolve, reject) =>
  client[method](...rest, (error, response) => (error ? reject(error) : resolve(response))));

const body = (size) => ({ body: Buffer.alloc(size) });

const cases = {
  async empty_unary() {
    assert.deepStrictEqual(await call('EmptyCall', {}), {});
  },
  async large_unary() {
    const response = await call('UnaryCall', { response_size: 314159, payload: body(271828) });
    assert.strictEqual(response.payload.body.length, 314159);
  },
  async client_streaming() {
    const response = await new Promise((resolve, reject) => {
      const stream = client.StreamingInputCall((error, value) => (error ? reject(error) : resolve(value)));
      for (const size of [27182, 8, 1828, 45904]) stream.write({ payload: body(size) });
      stream.end();
    });
    assert.strictEqual(response.aggregated_payload_size, 74922);
  },
  async server_streaming() {
    const sizes = [31415, 9, 2653, 58979];
    const received = [];
    for await (const response of client.StreamingOutputCall({ response_parameters: sizes.map((size) => ({ size })) }))
      received.push(response.payload.body.length);
    assert.deepStrictEqual(received, sizes);
  },
  async ping_pong() {
    const stream = client.FullDuplexCall();
    const responses = stream[Symbol.asyncIterator]();
    for (const [size, answer] of [[27182, 31415], [8, 9], [1828, 2653], [45904, 58979]]) {
      stream.write({ response_parameters: [{ size: answer }], payload: body(size) });
      assert.strictEqual((await responses.next()).value.payload.body.length, answer);
    }
    stream.end();
    assert.strictEqual((await responses.next()).done, true);
  },
  async custom_metadata() {
    const metadata = new grpc.Metadata();
    metadata.set('x-grpc-test-echo-initial', 'test_initial_metadata_value');
    metadata.set('x-grpc-test-echo-trailing-bin', Buffer.from([0xab, 0xab, 0xab]));
    const [headers, status] = await new Promise((resolve, reject) => {
      let initial;
      const unary = client.UnaryCall({ response_size: 1 }, metadata, (error) => error && reject(error));
      unary.on('metadata', (value) => { initial = value; });
      unary.on('status', (value) => resolve([initial, value]));
    });
    assert.deepStrictEqual(headers.get('x-grpc-test-echo-initial'), ['test_initial_metadata_value']);
    assert.deepStrictEqual(status.metadata.get('x-grpc-test-echo-trailing-bin'), [Buffer.from([0xab, 0xab, 0xab])]);
  },
  async status_code_and_message() {
    const message = '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n';
    await assert.rejects(call('UnaryCall', { response_status: { code: 2, message } }), { code: grpc.status.UNKNOWN, details: message });
  },
  async unimplemented_method() {
    await assert.rejects(call('UnimplementedCall', {}), { code: grpc.status.UNIMPLEMENTED });
  },
  async timeout_on_sleeping_server() {
    const stream = client.StreamingOutputCall({ response_parameters: [{ size: 1, interval_us: 5000000 }] }, { deadline: Date.now() + 50 });
    await assert.rejects(async () => { for await (const _ of stream); }, { code: grpc.status.DEADLINE_EXCEEDED });
  },
};

(async () => {
  for (const [title, run] of Object.entries(cases)) {
    await run();
    console.log('ok', title);
  }
  client.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
