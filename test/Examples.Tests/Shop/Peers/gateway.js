// The gateway as the original has it: Node, @grpc/grpc-js, the .proto files loaded at run time. Usage: node gateway.js PROTOS PORT USER_SERVICE
'use strict';

const http = require('http');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const [protos, port, target] = process.argv.slice(2);
const definition = protoLoader.loadSync('user/v1/user.proto', { includeDirs: [protos], defaults: true, longs: Number });
const { UserService } = grpc.loadPackageDefinition(definition).user.v1;
const users = new UserService(target, grpc.credentials.createInsecure());
const statuses = { [grpc.status.INVALID_ARGUMENT]: 400, [grpc.status.NOT_FOUND]: 404, [grpc.status.UNAVAILABLE]: 503, [grpc.status.DEADLINE_EXCEEDED]: 504 };

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

http.createServer((request, response) => {
  const options = { deadline: Date.now() + 60000 };
  const done = (error, reply) => error ? answer(response, statuses[error.code] || 500, { error: error.details }) : answer(response, 200, reply);
  const match = /^\/api\/users(?:\/(.+))?$/.exec(request.url);
  if (!match) answer(response, 404, { error: 'no such page' });
  else if (match[1] === undefined) users.GetAllUsers({}, options, done);
  else if (!/^[1-9][0-9]*$/.test(match[1])) answer(response, 400, { error: 'not an id' });
  else users.GetUserById({ id: Number(match[1]) }, options, done);
}).listen(Number(port), '127.0.0.1', () => console.log(`listening on 127.0.0.1:${port}`));
