import { tokenOperations } from '../../contract/token-operations';
import { composeErrorAnswers } from './error-answers';
import type { JsonSchema } from './schemas';

const description = `Every operation of the core by its name, for programs that show a token of the person: the API token of Settings > Security, or on this machine the one of
\`local-token.json\` in the profile, which this account alone reads. The body is the input of the operation and the answer its output, as in \`src/contract/operations/\`. A request that is closed
before its answer cancels the call. Such a program may do what the person may do at this machine, but not change the policy and the app's own settings; files and folders of the machine that were not sent there are named with the token of \`local-token.json\` alone. No page may call it, ours included.

The same by WebSocket from \`/v2/operations\`, with the subprotocol \`cmd.operations.v1\` and the same header. The server begins with \`{hello: {version, installation, operations, number}}\`. A client sends \`{id, name, input}\`
or \`{cancel: id}\`, and is answered \`{id, ok: true, value}\` or \`{id, ok: false, error}\`. Events come as \`{event: {name, payload}, number}\`. A client that was cut off connects with \`?after=NUMBER\` and hears what it missed, or
\`{missed: true}\` where that is no longer known. One that does not read what it is sent is cut off.`;

const proofDescription = `For programs of this account on this machine, before they show anything: whoever listens where an app has ended cannot answer. \`proof\` is the HMAC-SHA-256 in base64url, by the token of
\`local-token.json\`, of the JSON array \`["core", nonce, core, port]\`, the port as a text. Whoever finds it right shows \`cmdp_\` and the HMAC of \`["pass", core]\` in place of the token: it opens this run of the app
and no other.`;

/** The paths that are no rows of the table: every operation behind a token, and whether the app lives. */
export function composeDoorPaths(): JsonSchema {
  return {
    '/v2/operations/{name}': {
      post: {
        tags: ['operations'],
        operationId: 'postOperation',
        summary: 'Call an operation of the core',
        description,
        security: [{ token: [] }],
        parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string', enum: tokenOperations } }],
        requestBody: { required: false, content: { 'application/json': { schema: { type: 'object' } } } },
        responses: {
          200: { description: 'The output.', content: { 'application/json': { schema: { type: 'object' } } } },
          ...composeErrorAnswers(['not-found', 'not-trusted', 'policy-denied', 'cancelled'], {
            ...{ hasBody: true, changes: true, asksCore: true },
          }),
          default: { $ref: '#/components/responses/OtherFailure' },
        },
      },
    },
    '/v2/operations': {
      post: {
        tags: ['operations'],
        operationId: 'postProof',
        summary: 'Have the core prove whose it is',
        description: proofDescription,
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['nonce'],
                properties: { nonce: { type: 'string', description: '32 bytes by chance, in base64url.' } },
              },
            },
          },
        },
        responses: {
          200: { description: 'The proof.', content: { 'application/json': { schema: proof } } },
          ...composeErrorAnswers(['not-found'], { hasBody: true, changes: false, asksCore: false }),
          default: { $ref: '#/components/responses/OtherFailure' },
        },
      },
    },
    '/healthz': {
      get: {
        tags: ['description'],
        operationId: 'getHealthz',
        summary: 'Whether the app lives',
        description:
          'For what watches over it: a service manager, a container. It needs no token, and says nothing of the machine.',
        responses: {
          200: { description: 'It does.', content: { 'application/json': { schema: health } } },
          default: { $ref: '#/components/responses/OtherFailure' },
        },
      },
    },
  };
}

const proof: JsonSchema = {
  type: 'object',
  required: ['core', 'proof'],
  properties: { core: { type: 'string', description: 'Names this run of the app.' }, proof: { type: 'string' } },
};

const health: JsonSchema = {
  type: 'object',
  required: ['status', 'version', 'isOpen', 'comfyui'],
  properties: {
    status: { type: 'string', const: 'ok' },
    version: { type: 'string' },
    isOpen: { type: 'boolean', description: 'Whether a ComfyUI folder is open.' },
    comfyui: { type: ['string', 'null'], description: 'State of the ComfyUI behind it.' },
  },
};
