import { describe, expect, it } from 'vitest';
import { applyQueueChange, shownFinishedTasks } from './queue-change';
import { QueueTask, type HistoryItem, type QueueView } from './tasks';

function finished(id: string, timestamp = '2026-01-01T00:00:00.000Z'): HistoryItem {
  const outcome = { status: 'done', message: '' } as const;
  const status = { status_str: 'success', completed: true, messages: [] } as const;
  const common = { kind: 'update', client_id: 'a', result: 'success', batch_id: null, params: {}, target: 'x' };
  return {
    ...common,
    ui_id: id,
    timestamp,
    end_time: timestamp,
    started_at: timestamp,
    outcome,
    status: { ...status, messages: [] },
  };
}

function view(...items: HistoryItem[]): QueueView {
  return { running: [], pending: [], finished: items, isPaused: false, isProcessing: true };
}

describe('applyQueueChange', () => {
  const idsOf = ({ finished: items }: QueueView) => items.map(({ ui_id }) => ui_id);

  it('puts what has just ended before what was known, and takes the rest from the change', () => {
    const next = applyQueueChange(view(finished('2'), finished('1')), { ...view(finished('3')), isPaused: true });
    expect(idsOf(next)).toEqual(['3', '2', '1']);
    expect(next.isPaused).toBe(true);
  });

  it('knows nothing twice, also when a view was read meanwhile', () => {
    expect(idsOf(applyQueueChange(view(finished('3'), finished('2')), view(finished('3'))))).toEqual(['3', '2']);
    expect(idsOf(applyQueueChange(null, view(finished('1'))))).toEqual(['1']);
  });

  it('keeps both runs of a task that was tried again, and no more than a view holds', () => {
    const again = finished('1', '2026-01-01T00:00:01.000Z');
    expect(applyQueueChange(view(finished('1')), view(again)).finished).toHaveLength(2);
    const full = view(...Array.from({ length: shownFinishedTasks }, (_, index) => finished(`old-${index}`)));
    expect(applyQueueChange(full, view(again)).finished).toHaveLength(shownFinishedTasks);
  });
});

describe('the channel of an install', () => {
  const parse = (channel: unknown) => {
    const params = { id: 'pack', version: 'latest', selected_version: 'latest', mode: 'cache', channel };
    return QueueTask.safeParse({ ui_id: 'a', client_id: 'b', kind: 'install', params });
  };

  it('is one of the specification', () => {
    for (const channel of ['default', 'recent', 'legacy', 'forked', 'dev', 'tutorial'])
      expect(parse(channel).success, channel).toBe(true);
  });

  it('is refused otherwise, with those there are', () => {
    for (const channel of ['mine', '', 'https://host.example/list', 3, null]) {
      const { error } = parse(channel);
      expect(error?.issues[0]).toMatchObject({ path: ['params', 'channel'] });
      expect(error?.issues[0]?.message).toContain('"tutorial"');
    }
  });
});

describe('install-packages', () => {
  const parse = (...packages: string[]) =>
    QueueTask.safeParse({ ui_id: 'a', client_id: 'b', kind: 'install-packages', params: { packages } }).success;

  it('takes names with their versions', () => {
    for (const line of [
      'numpy',
      'numpy<2',
      'tokenizers>=0.21,<0.22',
      'Pillow==11.0.0',
      'ruamel.yaml~=0.18',
      'x[all,b]>=1.*',
    ])
      expect(parse(line), line).toBe(true);
  });

  it('takes no option, address, file or marker', () => {
    const refused = [
      '',
      '-e .',
      '--pre',
      '.',
      './x',
      'x.whl',
      'a/b',
      'https://x.y/z.zip',
      'git+https://x.y/z',
      'a @ https://x.y',
    ];
    for (const line of [...refused, 'a b', 'a; os_name == "nt"', 'a\n-r b', 'a --pre', '~a', 'a<', '..'])
      expect(parse(line), JSON.stringify(line)).toBe(false);
    expect(parse()).toBe(false);
  });
});
