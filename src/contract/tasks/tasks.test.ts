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

  it('keeps what was done elsewhere until a change brings it anew', () => {
    const known = { ...view(finished('2')), carried: [finished('elsewhere')] };
    expect(applyQueueChange(known, view(finished('3'))).carried).toEqual([finished('elsewhere')]);
    expect(applyQueueChange(known, { ...view(), carried: [finished('other')] }).carried).toEqual([finished('other')]);
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

describe('an address with a login that is not for our git', () => {
  const parse = (kind: string, params: unknown) =>
    QueueTask.safeParse({ ui_id: 'a', client_id: 'b', kind, params }).error?.issues.map(({ message }) => message);
  const model = (url: string) => parse('install-model', { name: 'x', type: 'lora', filename: 'x.safetensors', url });
  const line = (text: string) =>
    parse('install', {
      ...{ id: 'pack', version: 'latest', selected_version: 'latest', mode: 'cache', channel: 'default' },
      pip: ['numpy', text],
    });

  it('is refused with what to do, and is not repeated', () => {
    for (const login of ['user:secret@', 'secret@', ':secret@', 'a%40b:secret@', 'user:se@cret@', 'user:@']) {
      for (const messages of [
        model(`https://${login}host.example/x.safetensors`),
        line(`x @ git+https://${login}host.example/x`),
      ]) {
        expect(messages, login).toHaveLength(1);
        expect(messages?.[0]).toMatch(
          /user name or password inside is refused.*(Settings > Accounts|credential helper)/,
        );
        expect(messages?.[0]).not.toContain('cret');
      }
    }
    expect(model('HTTPS://\\\\user:secret@host.example/x')).toHaveLength(1);
    expect(line('git+ssh://git:secret@host.example/x')).toHaveLength(1);
    expect(line('--index-url=http://user:secret@host.example/simple')).toHaveLength(1);
  });

  it('is taken where an @ is none', () => {
    expect(model('https://host.example/@user/x@1:2/x.safetensors?by=me@host')).toBeUndefined();
    expect(model('owner/name')).toBeUndefined();
    for (const text of [
      'x @ git+https://host.example/x@main',
      'git+ssh://git@host.example/x@v1',
      'x @ https://h.example/x.whl',
    ])
      expect(line(text), text).toBeUndefined();
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
