import { isAbsolute } from 'node:path';
import { pathExists } from '../../base/files/files';
import { isLoopbackUrl } from '../../base/http/target';
import { AppError } from '../../contract/errors';
import { msg, type Message } from '../../contract/text/message';
import { AppSettings, type SettingName } from '../../contract/settings';

/** What a value lacks and what to do about it. */
interface Problem {
  reason: Message;
  remedy: Message;
  /** What is likely meant. */
  suggestion?: string;
}

type Rule = (text: string) => Problem | null | Promise<Problem | null>;

const daySeconds = 24 * 60 * 60;

function numberRule(least: number, most: number, isWhole = false): Rule {
  return (text) => {
    const value = Number(text);
    const isFitting = text.trim() !== '' && value >= least && value <= most && (!isWhole || Number.isInteger(value));
    if (isFitting) return null;
    return isWhole
      ? {
          reason: msg`"${text}" is not a whole number from ${least} to ${most}`,
          remedy: msg`Give a whole number from ${least} to ${most}.`,
        }
      : {
          reason: msg`"${text}" is not a number from ${least} to ${most}`,
          remedy: msg`Give a number from ${least} to ${most}.`,
        };
  };
}

const bareHost = /^[a-z0-9][a-z0-9.-]*(?::\d+)?(?:\/\S*)?$/iu;

/** A web address without what only a page has; `isPlainAllowed` says where plain http may go, `usual` what is meant where no scheme is given. */
function addressRule(isPlainAllowed: (url: string) => boolean, usual: 'http' | 'https' = 'https'): Rule {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !['http:', 'https:'].includes(url.protocol)) {
      return {
        reason: msg`"${text}" is not a web address`,
        remedy: msg`Give an address that begins with https:// or http://.`,
        ...(bareHost.test(text) && { suggestion: `${usual}://${text}` }),
      };
    }
    if (url.search !== '' || url.hash !== '') {
      return {
        reason: msg`the address has a query or a fragment`,
        remedy: msg`Give the address of the host, without ? and #.`,
      };
    }
    if (url.protocol === 'https:' || isPlainAllowed(text)) return null;
    return {
      reason: msg`what comes over plain http can be tampered with on its way`,
      remedy: msg`Give its https address; plain http is for this machine only.`,
    };
  };
}

const anywhere = () => true;

function orEmpty(rule: Rule): Rule {
  return (text) => (text === '' ? null : rule(text));
}

/** Whether a text is an IP address; brackets stand around none. */
function isIp(text: string): boolean {
  const parts = text.split('.');
  const isFour = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  return isFour || (text.includes(':') && !/[^0-9a-f:.]/i.test(text) && URL.canParse(`http://[${text}]`));
}

async function interpreterRule(text: string): Promise<Problem | null> {
  if (!isAbsolute(text)) {
    return {
      reason: msg`"${text}" is not a full path`,
      remedy: msg`Give the full path of a Python program or its environment.`,
    };
  }
  if (await pathExists(text)) return null;
  return {
    reason: msg`there is nothing at "${text}"`,
    remedy: msg`Choose a Python program or the folder of an environment.`,
  };
}

function listenerRule(text: string): Problem | null {
  if (text === 'localhost' || isIp(text)) return null;
  return {
    reason: msg`"${text}" is not an IP address`,
    remedy: msg`Give an IP address, such as 127.0.0.1.`,
  };
}

function namesRule(text: string): Problem | null {
  const wrong = text
    .split(',')
    .map((name) => name.trim())
    .find((name) => name !== '' && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name) && !isIp(name));
  if (wrong === undefined) return null;
  return {
    reason: msg`"${wrong}" is not a host name`,
    remedy: msg`Give names without scheme and port, such as studio.local.`,
  };
}

function hoursRule(text: string): Problem | null {
  if (AppSettings.shape['downloads.hours'].safeParse(text).success) return null;
  return {
    reason: msg`"${text}" does not say from when to when`,
    remedy: msg`Give two times of the day, such as 22:00-07:00, or nothing for always.`,
  };
}

const rules: Partial<Record<SettingName, Rule>> = {
  'hosts.registry': addressRule(anywhere),
  'hosts.channel': addressRule(isLoopbackUrl),
  'hosts.github': addressRule(anywhere),
  'hosts.huggingface': addressRule(anywhere),
  'hosts.civitai': addressRule(isLoopbackUrl),
  'python.indexUrl': orEmpty(addressRule(anywhere)),
  'torch.cudaIndex': orEmpty(addressRule(anywhere)),
  'torch.rocmIndex': orEmpty(addressRule(anywhere)),
  'torch.xpuIndex': orEmpty(addressRule(anywhere)),
  'torch.cpuIndex': orEmpty(addressRule(anywhere)),
  'comfyui.repository': addressRule(anywhere),
  'python.interpreter': orEmpty(interpreterRule),
  'network.proxy': orEmpty(addressRule(anywhere, 'http')),
  'comfyui.port': numberRule(0, 65_535, true),
  'comfyui.stopSeconds': numberRule(1, 600),
  'comfyui.readySeconds': numberRule(1, daySeconds),
  'gateway.host': listenerRule,
  'gateway.allowedHosts': namesRule,
  'downloads.stallSeconds': numberRule(1, daySeconds),
  'downloads.atOnce': numberRule(1, 8, true),
  'downloads.maxBytesPerSecond': numberRule(0, 2 ** 40, true),
  'downloads.hours': hoursRule,
  'archive.maxBytes': numberRule(1, 2 ** 50, true),
  'archive.maxEntries': numberRule(1, 100_000_000, true),
  'archive.maxRatio': numberRule(1, 1_000_000),
  'installScript.timeoutSeconds': numberRule(1, 7 * daySeconds),
  'trash.days': numberRule(0, 3650, true),
  'trash.maxBytes': numberRule(0, 2 ** 50, true),
  'updates.feed': orEmpty(addressRule(isLoopbackUrl)),
};

/** Throws `invalid-input` with what is wrong with a value and what would do; what a schema alone cannot know. */
export async function checkSetting(name: SettingName, text: string): Promise<void> {
  const problem = (await rules[name]?.(text)) ?? null;
  if (problem === null) return;
  throw new AppError('invalid-input', msg`${name} was not changed: ${problem.reason}.`, {
    remedy: problem.remedy,
    details: { setting: name, ...(problem.suggestion !== undefined && { suggestion: problem.suggestion }) },
  });
}
