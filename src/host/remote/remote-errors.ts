import { describeNetworkCause, hostOf } from '../../base/http/failure';
import { AppError, toAppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { DoorFailure } from '../../server/operations-door/ask-door';

const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO/u;

/** Why a remote core cannot be spoken with, in words: what its door answered, or that it did not. */
export function explainFailure(address: string, thrown: unknown): AppError {
  const host = hostOf(address);
  if (thrown instanceof DoorFailure)
    return thrown.kind === 'strange' ? notOurs(host, thrown) : unreachable(host, thrown);
  const error = toAppError(thrown);
  if (error.code === 'token-required')
    return new AppError('token-required', msg`${host} does not accept this token.`, {
      remedy: msg`Copy the API token from Settings > Security there, or make a new one.`,
    });
  if (error.code === 'origin-refused')
    return new AppError('remote-unfit', msg`The app that answers at ${host} does not listen to that name.`, {
      remedy: msg`Add the name to gateway.allowedHosts there, and use the port on which it listens.`,
    });
  return error;
}

function unreachable(host: string, { cause, message }: DoorFailure): AppError {
  const reason = cause === undefined ? message : describeNetworkCause(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (certificateCode.test(code))
    return new AppError('remote-unreachable', msg`Nothing was said to ${host}, because ${reason}.`, {
      remedy: msg`Use the name that the certificate is for, or name the certificate of whoever signed it in NODE_EXTRA_CA_CERTS and start the app again.`,
    });
  return new AppError('remote-unreachable', msg`${host} could not be reached: ${reason}.`, {
    remedy: msg`Check the address, and whether the app or "cmdesk serve" runs there and can be reached from here.`,
  });
}

function notOurs(host: string, { message }: DoorFailure): AppError {
  return new AppError(
    'remote-unfit',
    msg`What answers at ${host} is not this app, or a version that cannot be spoken with (${message}).`,
    {
      remedy: msg`Check the address and the port, and use the same version on both machines.`,
    },
  );
}

/** The other side has no folder open, or no longer. */
export function nothingOpen(address: string): AppError {
  return new AppError('installation-missing', msg`No ComfyUI folder is open on ${hostOf(address)}.`, {
    remedy: msg`Open one there, or start "cmdesk serve --comfyui FOLDER" there.`,
  });
}

/** What was shown is not what is open there now: a click must not reach the wrong one. */
export function otherFolder(address: string, { wanted, found }: { wanted: string; found: string }): AppError {
  return new AppError('remote-unfit', msg`${hostOf(address)} now has ${found} open, and not ${wanted}.`, {
    remedy: msg`Open ${wanted} there again, or connect to the address anew.`,
  });
}

/** The other side lacks an operation, or answers it in another form. */
export function otherVersion(address: string, { version, name }: { version: string; name: string }): AppError {
  return new AppError(
    'remote-unfit',
    msg`The app on ${hostOf(address)} is version ${version}, which cannot do "${name}" as this one needs it.`,
    {
      remedy: msg`Use the same version on both machines.`,
    },
  );
}

/** Nothing was sent. */
export function lineBroken(address: string): AppError {
  return new AppError('remote-unreachable', msg`The line to ${hostOf(address)} is broken, so nothing was done.`, {
    remedy: msg`Wait until the line is back: it is tried again by itself.`,
  });
}

/** It was sent, and the answer did not come. */
export function outcomeUnknown(address: string): AppError {
  return new AppError(
    'outcome-unknown',
    msg`The line to ${hostOf(address)} broke before the answer came, so it is not known whether this was done.`,
    {
      remedy: msg`Look whether it was done when the line is back, before you order it again.`,
    },
  );
}

/** It needs files or a person of the machine on which the installation is. */
export function notRemote(): AppError {
  return new AppError('not-remote', msg`This can only be done on the machine on which the installation is.`, {
    remedy: msg`Do it there, in the app or on its command line.`,
  });
}
