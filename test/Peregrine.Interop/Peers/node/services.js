'use strict';
// Asks the services that tools ask, health, reflection and channelz, with what other people wrote: grpc-js, and the .proto files of its packages.
// Prints one `ok NAME` or `failed NAME: why` per service and exits 0 when all held.
const assert = require('assert');
const path = require('path');
const { grpc, loader, library, options } = require('./service.js');

const { target } = options();
const credentials = grpc.credentials.createInsecure();
const settings = { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true };
const load = (file, folder) => grpc.loadPackageDefinition(loader.loadSync(file, { ...settings, includeDirs: [folder] })).grpc;
const packaged = (name) => path.dirname(require.resolve(`${name}/package.json`));
const call = (client, method, request) => new Promise((resolve, reject) =>
  client[method](request, (error, response) => (error ? reject(error) : resolve(response))));

const services = {
  async health() {
    const { health } = load('health/v1/health.proto', path.join(packaged('grpc-health-check'), 'proto'));
    const client = new health.v1.Health(target, credentials);
    assert.strictEqual((await call(client, 'Check', { service: '' })).status, 'SERVING');
    assert.strictEqual((await call(client, 'Check', { service: 'grpc.testing.TestService' })).status, 'NOT_SERVING');
    await assert.rejects(call(client, 'Check', { service: 'nobody' }), { code: grpc.status.NOT_FOUND });
    const watch = client.Watch({ service: 'nobody' });
    const first = (await watch[Symbol.asyncIterator]().next()).value;
    assert.strictEqual(first.status, 'SERVICE_UNKNOWN');
    watch.on('error', () => {});
    watch.cancel();
    client.close();
  },

  // What grpcurl does: ask for the services, fetch the file of one with all that it imports, and call a method by what was learned.
  async reflection(version = 'v1') {
    const { reflection } = load(`grpc/reflection/${version}/reflection.proto`, path.join(packaged('@grpc/reflection'), 'build', 'proto'));
    const client = new reflection[version].ServerReflection(target, credentials);
    const ask = async (request) => {
      const stream = client.ServerReflectionInfo();
      stream.write(request);
      stream.end();
      for await (const response of stream) return response;
    };
    const names = (await ask({ list_services: '' })).list_services_response.service.map(({ name }) => name);
    for (const name of ['grpc.testing.TestService', 'grpc.health.v1.Health', 'grpc.channelz.v1.Channelz']) assert.ok(names.includes(name), `${name} of ${names}`);
    const files = (await ask({ file_containing_symbol: 'grpc.testing.TestService' })).file_descriptor_response.file_descriptor_proto;
    // A FileDescriptorSet is its files as field 1.
    const set = Buffer.concat(files.flatMap((file) => [Buffer.from([0x0a, ...varint(file.length)]), file]));
    const { TestService } = grpc.loadPackageDefinition(loader.loadFileDescriptorSetFromBuffer(set, settings)).grpc.testing;
    const learned = new TestService(target, credentials);
    assert.strictEqual((await call(learned, 'UnaryCall', { response_size: 17 })).payload.body.length, 17);
    learned.close();
    assert.strictEqual((await ask({ file_containing_symbol: 'no.such.Thing' })).error_response.error_code, grpc.status.NOT_FOUND);
    client.close();
  },
  reflection_v1alpha: () => services.reflection('v1alpha'),

  async channelz() {
    const { channelz } = load('channelz.proto', library);
    const client = new channelz.v1.Channelz(target, credentials);
    const { server: [server] } = await call(client, 'GetServers', {});
    assert.ok(server.data.calls_started > 0);
    const { server_id: id } = server.ref;
    assert.deepStrictEqual((await call(client, 'GetServer', { server_id: id })).server.ref, server.ref);
    const { socket_ref: sockets } = await call(client, 'GetServerSockets', { server_id: id });
    const { socket } = await call(client, 'GetSocket', { socket_id: sockets[0].socket_id });
    assert.ok(socket.data.streams_started > 0);
    assert.deepStrictEqual([...socket.remote.tcpip_address.ip_address].slice(-4), [127, 0, 0, 1]);
    const { channel: [channel] } = await call(client, 'GetTopChannels', {});
    assert.ok(channel.data.target.length > 0);
    assert.deepStrictEqual((await call(client, 'GetChannel', { channel_id: channel.ref.channel_id })).channel.ref, channel.ref);
    const { subchannel } = await call(client, 'GetSubchannel', { subchannel_id: channel.subchannel_ref[0].subchannel_id });
    assert.strictEqual(subchannel.data.state.state, 'READY');
    await assert.rejects(call(client, 'GetSocket', { socket_id: 123456789 }), { code: grpc.status.NOT_FOUND });
    client.close();
  },
};

function varint(number) {
  const bytes = [];
  for (; number > 127; number >>= 7) bytes.push((number & 127) | 128);
  return [...bytes, number];
}

(async () => {
  let failed = false;
  for (const [name, check] of Object.entries(services)) {
    try {
      await check();
      console.log('ok', name);
    } catch (error) {
      failed = true;
      console.log(`failed ${name}: ${error.stack}`);
    }
  }
  process.exit(failed ? 1 : 0);
})();
