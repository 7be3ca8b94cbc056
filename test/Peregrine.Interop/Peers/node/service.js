'use strict';
// Loads the interop service at run time, as most Node programs do, and the command line both programs share.
const path = require('path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const protos = path.join(__dirname, '..', '..', 'Protos');
const definition = loader.loadSync('test.proto', { includeDirs: [protos], keepCase: true, longs: Number, enums: Number, defaults: true, oneofs: true });

// grpc-js brings its own copy of what load reports are made of.
const library = path.join(path.dirname(require.resolve('@grpc/grpc-js/package.json')), 'proto');
const reports = loader.loadSync('xds/service/orca/v3/orca.proto', {
  includeDirs: [path.join(library, 'xds'), path.join(library, 'protoc-gen-validate')], keepCase: true, longs: Number, enums: Number, defaults: true, oneofs: true,
});

/** `--name value` pairs of the command line. */
function options() {
  const result = {};
  for (let i = 2; i < process.argv.length; i += 2) result[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
  return result;
}

module.exports = { grpc, loader, library, testing: grpc.loadPackageDefinition(definition).grpc.testing, orca: grpc.loadPackageDefinition(reports).xds, options };
