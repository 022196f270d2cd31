import { request as httpRequest, type IncomingMessage } from 'node:http';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

/** An answer of ComfyUI that was read whole. */
export interface WholeAnswer {
  message: IncomingMessage;
  body: Buffer;
}

export interface WholeRequest {
  address: string;
  method: string | undefined;
  path: string | undefined;
  headers: readonly string[];
  body?: Buffer;
}

/** What is read whole is small: a larger one is something else. */
const maxWholeBytes = 4 * 1024 * 1024;

/** Asks ComfyUI and reads the whole answer. Rejects when it cannot be reached, breaks off, or says more than 4 MiB. */
export async function askWhole({ address, headers, body, ...target }: WholeRequest): Promise<WholeAnswer> {
  const { hostname, port } = new URL(address);
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest({ hostname, port, ...target, headers: [...headers], agent: false }, resolve);
    outgoing.once('error', reject);
    outgoing.end(body);
  });
  return { message, body: await readWhole(message) };
}

/** Reads a message to its end. Throws `body-too-large` above 4 MiB. */
export async function readWhole(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxWholeBytes) throw new AppError('body-too-large', msg`More than ${maxWholeBytes} bytes were sent.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
