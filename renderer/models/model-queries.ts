import { keepPreviousData, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AppError } from '../../src/contract/errors';
import type { LocalModel, ModelFolders, ModelLocations, ModelRemoval, ModelRow } from '../../src/contract/models';
import type { ModelsFolderPlan, MoveModelsFolderPlan } from '../../src/contract/models-folder';
import type { Sentence } from '../../src/contract/text/message';
import type { WorkflowUses } from '../../src/contract/workflows';
import { call, type Session } from '../bridge';
import { findCopies, useDuplicates } from './arrange/duplicate-queries';
import { mergeModels, type ModelRecord } from './model-record';
import { queryClient } from '../state/query-client';

const listQuery = queryOptions({
  queryKey: ['models', 'list'],
  queryFn: () => call('models.list', { mode: 'cache' }),
  // Other programs put files there as well.
  refetchOnMount: 'always',
});

const localQuery = queryOptions({
  queryKey: ['models', 'local'],
  queryFn: () => call('models.local', {}),
  refetchOnMount: 'always',
});

// Beside what is on disk and not in it: the files have to be opened for it, and the list does not wait for that.
const headersQuery = queryOptions({
  queryKey: ['models', 'headers'],
  queryFn: async () => (await call('models.headers', {})).headers,
  refetchOnMount: 'always',
});

/** Folders outside of the installation that the app has named to ComfyUI; undefined while that is not known. */
export function useSharedFolders(): readonly string[] | undefined {
  return useQuery(localQuery).data?.shared;
}

/** What ComfyUI would read of a folder, looked at anew each time. */
export function useFolderPlan(path: string): UseQueryResult<ModelsFolderPlan> {
  return useQuery({
    queryKey: ['models', 'folder-plan', path],
    queryFn: () => call('models.folderPlan', { path }),
    gcTime: 0,
  });
}

/** What moving the folder of models to another place would do, looked at anew each time. */
export function useLibraryPlan(to: string): UseQueryResult<MoveModelsFolderPlan> {
  return useQuery({
    queryKey: ['models', 'library-plan', to],
    queryFn: () => call('models.movePlan', { to }),
    gcTime: 0,
  });
}

/** The saved workflows that name models, by the names that those have below their folders. Asked anew each time, because people save workflows meanwhile. */
export function useModelUses(names: readonly string[]): UseQueryResult<WorkflowUses> {
  return useQuery({
    queryKey: ['models', 'uses', names],
    queryFn: () => call('workflows.uses', { models: [...names] }),
    enabled: names.length > 0,
    staleTime: 0,
    refetchOnMount: 'always',
    placeholderData: keepPreviousData,
  });
}

/** The disks of the models, and the other installations that read them there. Asked anew each time, because links and paths files change meanwhile. */
export function useModelLocations(): UseQueryResult<ModelLocations> {
  return useQuery({
    queryKey: ['models', 'locations'],
    queryFn: () => call('models.locations', {}),
    staleTime: 0,
    refetchOnMount: 'always',
  });
}

/** Everything the place needs to know about models. */
export interface ModelsState {
  records: readonly ModelRecord[];
  /** What is on disk. */
  files: readonly LocalModel[];
  /** The folders of ComfyUI for models, by what they hold. */
  folders: ModelFolders;
  /** When the list was made; null when there is none on this machine. */
  asOf: string | null;
  /** What is wrong with the list or with a paths file, in words. */
  notice: Sentence | null;
  isLoading: boolean;
  isRefreshing: boolean;
  error: AppError | null;
}

const noList = { models: [] as ModelRow[], asOf: null, notice: null };
const noDisk = { models: [] as LocalModel[], folders: {} as ModelFolders };
const noHeaders = {};

/** More files are not asked about. */
const mostNames = 50_000;

/** The models of the list and on disk, with what the files say of themselves and the workflows that name them, as far as that is known. */
function useRecords(
  rows: readonly ModelRow[],
  files: readonly LocalModel[],
  folders: ModelFolders,
): readonly ModelRecord[] {
  const headers = useQuery(headersQuery).data ?? noHeaders;
  const names = useMemo(() => [...new Set(files.map(({ name }) => name))].slice(0, mostNames), [files]);
  const answer = useModelUses(names).data;
  const uses = answer === undefined || answer.total === 0 ? null : answer.models;
  const { groups } = useDuplicates();
  const copies = useMemo(() => findCopies(groups), [groups]);
  return useMemo(
    () => mergeModels(rows, files, { folders, headers, uses, copies }),
    [rows, files, folders, headers, uses, copies],
  );
}

/** The list of the channel together with what is on disk. */
export function useModels(): ModelsState {
  const list = useQuery(listQuery);
  const local = useQuery(localQuery);
  const { models: rows, asOf, notice } = list.data ?? noList;
  const { models: files, folders } = local.data ?? noDisk;
  return {
    records: useRecords(rows, files, folders),
    files,
    folders,
    asOf,
    notice,
    isLoading: list.isPending || local.isPending,
    isRefreshing: list.isFetching || local.isFetching,
    error: list.error ?? local.error,
  };
}

/** Where each of several models would go that are removed together. */
export function findRemovals(files: readonly LocalModel[], by: Session['call'] = call): Promise<ModelRemoval[]> {
  const bytes = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const ask = ({ path, size_bytes }: LocalModel) => by('models.removal', { path, besidesBytes: bytes - size_bytes });
  return Promise.all(files.map(ask));
}

/** The same for a question, asked anew for each: the settings decide over it, and the disk. */
export function useRemovals(files: readonly LocalModel[]): UseQueryResult<ModelRemoval[]> {
  return useQuery({
    queryKey: ['models', 'removals', files.map(({ path }) => path)],
    queryFn: () => findRemovals(files),
    gcTime: 0,
  });
}

const askEachMs = 200;

/** How far a file is that is being placed under this id, in bytes; null before it is copied, and where nothing is placed. */
export function usePlacingProgress(id: string | null): { bytesDone: number; bytesTotal: number } | null {
  const { data } = useQuery({
    queryKey: ['placing', id],
    queryFn: async () => (await call('models.placing', { placing_id: id ?? '' })).progress,
    enabled: id !== null,
    refetchInterval: askEachMs,
    gcTime: 0,
  });
  return data ?? null;
}

/** Model files may have come or gone. */
export function forgetModels(): void {
  void queryClient.invalidateQueries({ queryKey: ['models'] });
}
