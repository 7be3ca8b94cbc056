'use strict';
// The interop service in Node (grpc-js), for Peregrine's client to call. Prints `listening on 127.0.0.1:PORT`.
const fs = require('fs');
const { setTimeout: sleep } = require('timers/promises');
const { grpc, testing, options } = require('./service.js');

function echoMetadata(call) {
  const trailers = new grpc.Metadata();
  const [initial] = call.metadata.get('x-grpc-test-echo-initial');
  const [trailing] = call.metadata.get('x-grpc-test-echo-trailing-bin');
  if (initial !== undefined) {
    const headers = new grpc.Metadata();
    headers.set('x-grpc-test-echo-initial', initial);
    call.sendMetadata(headers);
  }
  if (trailing !== undefined) trailers.set('x-grpc-test-echo-trailing-bin', trailing);
  return trailers;
}

function record(recorder, { cpu_utilization: cpu, memory_utilization: memory, request_cost: costs, utilization: shares }) {
  recorder.recordCPUUtilizationMetric(cpu);
  recorder.recordMemoryUtilizationMetric(memory);
  for (const [name, cost] of Object.entries(costs)) recorder.recordRequestCostMetric(name, cost);
  for (const [name, share] of Object.entries(shares)) recorder.recordUtilizationMetric(name, share);
}

async function write(call, parameters) {
  for (const { size, interval_us } of parameters) {
    if (interval_us) await sleep(interval_us / 1000);
    call.write({ payload: { body: Buffer.alloc(size) } });
  }
}

const service = {
  EmptyCall: (call, reply) => reply(null, {}),
  UnaryCall(call, reply) {
    const trailers = echoMetadata(call);
    const { response_status: status, response_size: size, orca_per_query_report: report } = call.request;
    if (report) record(call.getMetricsRecorder(), report);
    if (status && status.code) reply({ code: status.code, details: status.message, metadata: trailers });
    else reply(null, { payload: { body: Buffer.alloc(size) } }, trailers);
  },
  async StreamingOutputCall(call) {
    await write(call, call.request.response_parameters);
    call.end();
  },
  StreamingInputCall(call, reply) {
    let size = 0;
    call.on('data', (request) => { size += request.payload.body.length; });
    call.on('end', () => reply(null, { aggregated_payload_size: size }));
  },
  FullDuplexCall(call) {
    const trailers = echoMetadata(call);
    let last = Promise.resolve();
    call.on('data', (request) => {
      const status = request.response_status;
      if (status && status.code) call.emit('error', { code: status.code, details: status.message, metadata: trailers });
      else last = last.then(() => write(call, request.response_parameters));
    });
    call.on('end', () => last.then(() => call.end(trailers)));
  },
  HalfDuplexCall(call) {
    const requests = [];
    call.on('data', (request) => requests.push(request));
    call.on('end', async () => {
      for (const request of requests) await write(call, request.response_parameters);
      call.end();
    });
  },
  CacheableUnaryCall(call, reply) {
    const headers = new grpc.Metadata();
    headers.set('cache-control', 'max-age=60, public');
    call.sendMetadata(headers);
    answers += 1;
    reply(null, { payload: { body: Buffer.from(String(answers)) } });
  },
};

let answers = 0;

const { port = '0', tls_cert: certificate, tls_key: key, max_concurrent_streams: limit } = options();
const credentials = certificate
  ? grpc.ServerCredentials.createSsl(null, [{ cert_chain: fs.readFileSync(certificate), private_key: fs.readFileSync(key) }])
  : grpc.ServerCredentials.createInsecure();
const server = new grpc.Server({ 'grpc.server_call_metric_recording': 1, ...(limit && { 'grpc.max_concurrent_streams': Number(limit) }) });
server.addService(testing.TestService.service, service);
server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => {
  if (error) throw error;
  console.log(`listening on 127.0.0.1:${bound}`);
});
process.on('SIGTERM', () => server.forceShutdown());
