'use strict';
// Calls the interop service with grpc-js and stubs loaded from the .proto: the official cases, each by its name.
// Prints one `ok NAME` or `failed NAME: why` per case and exits 0 when all held.
const assert = require('assert');
const fs = require('fs');
const { grpc, testing, orca, options } = require('./service.js');

const { target, test_case: chosen, ca, server_host_override: name } = options();
const credentials = ca ? grpc.credentials.createSsl(fs.readFileSync(ca)) : grpc.credentials.createInsecure();
const channelOptions = ca ? { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name } : {};
const client = new testing.TestService(target, credentials, channelOptions);
// How often the soak cases repeat.
const iterations = Number(process.env.PEREGRINE_PEER_ITERATIONS || 20);

/** A unary or client-streaming method as a promise of the response. */
const call = (method, ...rest) => new Promise((resolve, reject) =>
  client[method](...rest, (error, response) => (error ? reject(error) : resolve(response))));

/** The error that a stream of responses ends with; its messages are dropped. */
const errorOf = async (stream) => {
  try {
    for await (const _ of stream);
  } catch (error) {
    return error;
  }
  throw new assert.AssertionError({ message: 'the call did not fail' });
};

async function echoStatus(message) {
  const status = { code: 2, message };
  await assert.rejects(call('UnaryCall', { response_status: status }), { code: grpc.status.UNKNOWN, details: message });
  const stream = client.FullDuplexCall();
  stream.write({ response_status: status });
  stream.end();
  const error = await errorOf(stream);
  assert.deepStrictEqual([error.code, error.details], [grpc.status.UNKNOWN, message]);
}

const report = { cpu_utilization: 0.8210, memory_utilization: 0.5847, utilization: { util: 0.30499 } };

/** What a report of ours must be as grpc-js's own types read it. */
function checkReport(actual, { cpu_utilization, memory_utilization, request_cost = {}, utilization }) {
  assert.deepStrictEqual([actual.cpu_utilization, actual.mem_utilization], [cpu_utilization, memory_utilization]);
  assert.deepStrictEqual({ ...actual.request_cost }, request_cost);
  assert.deepStrictEqual({ ...actual.utilization }, utilization);
}

async function largeUnary(stub) {
  const response = await new Promise((resolve, reject) =>
    stub.UnaryCall({ response_size: 314159, payload: body(271828) }, (error, value) => (error ? reject(error) : resolve(value))));
  assert.strictEqual(response.payload.body.length, 314159);
}

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
  async empty_stream() {
    const stream = client.FullDuplexCall();
    stream.end();
    for await (const _ of stream) assert.fail('a message');
  },
  status_code_and_message: () => echoStatus('test status message'),
  special_status_message: () => echoStatus('\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n'),
  async unimplemented_method() {
    await assert.rejects(call('UnimplementedCall', {}), { code: grpc.status.UNIMPLEMENTED });
  },
  async unimplemented_service() {
    const other = new testing.UnimplementedService(target, credentials, channelOptions);
    const error = await new Promise((resolve) => other.UnimplementedCall({}, resolve));
    other.close();
    assert.strictEqual(error.code, grpc.status.UNIMPLEMENTED);
  },
  async cancel_after_begin() {
    const error = await new Promise((resolve) => client.StreamingInputCall(resolve).cancel());
    assert.strictEqual(error.code, grpc.status.CANCELLED);
  },
  async cancel_after_first_response() {
    const stream = client.FullDuplexCall();
    stream.write({ response_parameters: [{ size: 31415 }], payload: body(27182) });
    const error = await new Promise((resolve) => {
      stream.on('data', () => stream.cancel());
      stream.on('error', resolve);
    });
    assert.strictEqual(error.code, grpc.status.CANCELLED);
  },
  async timeout_on_sleeping_server() {
    const error = await errorOf(client.FullDuplexCall({ deadline: Date.now() + 1 }));
    assert.strictEqual(error.code, grpc.status.DEADLINE_EXCEEDED);
  },
  async pick_first_unary() {
    const servers = new Set();
    for (let i = 0; i < 20; i++) servers.add((await call('UnaryCall', { response_size: 1, fill_server_id: true })).server_id);
    assert.strictEqual(servers.size, 1);
  },
  async half_duplex() {
    const sizes = [31415, 9, 2653, 58979];
    const stream = client.HalfDuplexCall();
    for (const size of sizes) stream.write({ response_parameters: [{ size }] });
    stream.end();
    const received = [];
    for await (const response of stream) received.push(response.payload.body.length);
    assert.deepStrictEqual(received, sizes);
  },
  async rpc_soak() {
    for (let i = 0; i < iterations; i++) await largeUnary(client);
  },
  async channel_soak() {
    for (let i = 0; i < iterations; i++) {
      // Clients of one process share connections unless they are told apart.
      const fresh = new testing.TestService(target, credentials, { ...channelOptions, 'grpc.use_local_subchannel_pool': 1 });
      await largeUnary(fresh);
      fresh.close();
    }
  },
  async long_lived_channel() {
    for (let i = 0; i < iterations; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await largeUnary(client);
    }
  },
  async orca_per_rpc() {
    const sent = { ...report, request_cost: { cost: 3456.32 } };
    const status = await new Promise((resolve, reject) => {
      const unary = client.UnaryCall({ orca_per_query_report: sent }, (error) => error && reject(error));
      unary.on('status', resolve);
    });
    const [bytes] = status.metadata.get('endpoint-load-metrics-bin');
    checkReport(orca.service.orca.v3.OpenRcaService.service.StreamCoreMetrics.responseDeserialize(bytes), sent);
  },
  async orca_oob() {
    const reporting = new orca.service.orca.v3.OpenRcaService(target, credentials, channelOptions);
    const reports = reporting.StreamCoreMetrics({ report_interval: { seconds: 0, nanos: 10000000 } });
    const read = reports[Symbol.asyncIterator]();
    const stream = client.FullDuplexCall();
    const responses = stream[Symbol.asyncIterator]();
    for (const sent of [report, { cpu_utilization: 0.29309, memory_utilization: 0.2, utilization: { util: 0.2039 } }]) {
      stream.write({ orca_oob_report: sent, response_parameters: [{ size: 1 }] });
      assert.strictEqual((await responses.next()).done, false);
      // A report may have been on its way before.
      let actual;
      do actual = (await read.next()).value;
      while (actual.cpu_utilization !== sent.cpu_utilization);
      checkReport(actual, sent);
    }
    stream.end();
    reports.on('error', () => {});
    reports.cancel();
    reporting.close();
  },
  concurrent_large_unary: () => Promise.all(Array.from({ length: iterations }, () => largeUnary(client))),
};

(async () => {
  let failed = false;
  for (const title of chosen.split(',')) {
    try {
      await cases[title]();
      console.log('ok', title);
    } catch (error) {
      failed = true;
      console.log(`failed ${title}: ${error.stack}`);
    }
  }
  client.close();
  process.exit(failed ? 1 : 0);
})();
