import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { installParamsOf } from '../../../src/contract/packs/install-params';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { attempt, requestTask } from '../queue/actions';
import { go } from '../../navigation/location-store';
import { verdictQuery } from '../policy/policy-queries';
import { createTask } from '../queue/create-task';

/** What the policy says of packs that nobody vouches for, asked anew each time: it may have been changed meanwhile. */
export function useSourcePolicy(): UseQueryResult<PolicyVerdict> {
  return useQuery(verdictQuery('install-git-url'));
}

/** The text on the clipboard; undefined when it could not be read, which is shown above the place. */
export async function readClipboard(): Promise<string | undefined> {
  return (await attempt('desktop.readClipboard', {}))?.text;
}

/** Lets the person choose a zip; undefined when none was chosen. */
export async function chooseArchive(title: string): Promise<string | undefined> {
  return (await attempt('desktop.chooseArchive', { title }))?.path ?? undefined;
}

function showTask(isTaken: boolean): void {
  // A pack that no list knows has no row yet, so Activity is shown.
  if (isTaken) go({ place: 'activity', taskId: null });
}

/** A repository to install from; `ref` a branch, tag or commit, or empty. */
interface Repository {
  url: string;
  ref: string;
  /** Whether a list names it: then it answers to another row of the policy. */
  isListed: boolean;
}

/** Queues the install of a repository, at a branch, tag or commit when one is named. */
export async function installFromGit({ url, ref, isListed }: Repository): Promise<void> {
  const version = ref === '' ? 'nightly' : ref;
  const uiId = crypto.randomUUID();
  const source = { registryId: null, key: url, repository: url, files: [url] };
  const params = { ...installParamsOf(source, version), ui_id: uiId };
  const task = createTask('install', params, uiId);
  const rows = ['install-registry', isListed ? 'install-nightly' : 'install-git-url'];
  showTask(await requestTask(task, { rows }));
}

/** Queues the install of a zip on this machine. An empty name leaves it to the archive. */
export async function installFromArchive(path: string, name: string): Promise<void> {
  const params = { path, ...(name === '' ? {} : { name }) };
  showTask(await requestTask(createTask('install-archive', params)));
}
