import { mayBeListening } from '../../../base/http/free-port';
import { findListeningProgram, type ListeningProgram } from '../../../base/process/port-holder';
import type { PortHolder } from '../../../contract/comfyui/comfyui-status';
import { AppError, messageOfError } from '../../../contract/errors';
import { type Message, msg, joinMessages } from '../../../contract/text/message';
import type { AppSettings } from '../../../contract/settings';
import { readComfyArguments } from '../arguments/command-line';
import { planAddress } from '../arguments/launch-plan';
import { askPort, hostOf } from './port-probe';

/** Somebody else's program on ComfyUI's port. */
export interface ForeignHolder {
  isComfy: boolean;
  holder: PortHolder;
  /** Says who it is and what to do: `comfyui-not-ours`. */
  refusal: AppError;
  /** What a person needs to know: what can be done with it all the same. */
  notice: Message;
  /** What that ComfyUI was started with; empty when it does not say, or is none. */
  cliArguments: Record<string, unknown>;
}

/** `python3.12 (process 4711)`, as far as it is known; null when nothing is. */
function nameHolder({ pid, name }: PortHolder): string | Message | null {
  if (pid === null) return name;
  return name === null ? msg`process ${pid}` : msg`${name} (process ${pid})`;
}

function refuseComfy(holder: PortHolder): AppError {
  const name = nameHolder(holder);
  const message =
    name === null
      ? msg`A ComfyUI that this app did not start answers on port ${holder.port}.`
      : msg`A ComfyUI that this app did not start answers on port ${holder.port}: ${name}.`;
  return new AppError('comfyui-not-ours', message, {
    remedy: msg`Restart or stop it where it was started; or stop it there and start it here, so that this app can restart it.`,
    details: { port: holder.port, holder: 'comfyui', pid: holder.pid, program: holder.name },
  });
}

function refuseOther(holder: PortHolder): AppError {
  const { port, pid } = holder;
  const isOwn = pid === process.pid;
  const name = isOwn ? msg`this app itself` : nameHolder(holder);
  const message =
    name === null
      ? msg`Another program answers on port ${port}, and the system does not say which.`
      : msg`Port ${port} is used by ${name}.`;
  return new AppError('comfyui-not-ours', message, {
    remedy: isOwn
      ? msg`Choose another port in the setting comfyui.port: 0 takes a free one.`
      : msg`End that program, or choose another port in the setting comfyui.port: 0 takes a free one.`,
    details: { port, holder: 'other', pid, program: holder.name },
  });
}

/** What can and what cannot be done with a ComfyUI of somebody else. */
function describeComfy(refusal: AppError): Message {
  const limits = msg`Packs and models can be managed. Restart and stop it where it was started; its output is shown here only as far as its log file has it.`;
  return joinMessages([messageOfError(refusal), limits]);
}

/**
 * Who answers on the port of these settings while no ComfyUI of ours lives; null when nobody does. Throws `invalid-input` for arguments
 * in the settings that cannot be read, and whatever `signal` was aborted with.
 */
export async function findForeignHolder(settings: AppSettings, signal: AbortSignal): Promise<ForeignHolder | null> {
  const { baseUrl, port } = planAddress(settings);
  const mayAnswer = await mayBeListening(port, hostOf(baseUrl), signal);
  signal.throwIfAborted();
  if (!mayAnswer) return null;
  const answer = await askPort(baseUrl, signal);
  if (answer.kind === 'nobody') return null;
  const program: ListeningProgram | null = await findListeningProgram(port, hostOf(baseUrl));
  const isComfy = answer.kind === 'comfyui';
  const holder = { port, pid: program?.pid ?? null, name: program?.name ?? null, isComfy };
  if (answer.kind === 'other') {
    const refusal = refuseOther(holder);
    return { isComfy: false, holder, refusal, notice: messageOfError(refusal), cliArguments: {} };
  }
  const refusal = refuseComfy(holder);
  const cliArguments = answer.argv === null ? {} : readComfyArguments(answer.argv.slice(1));
  return { isComfy: true, holder, refusal, notice: describeComfy(refusal), cliArguments };
}
