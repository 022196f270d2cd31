import { describe, expect, it } from 'vitest';
import { readLocation } from './show-place';

const request = { place: 'packs', filter: null, taskId: null };

describe('readLocation', () => {
  it('leads to the updates without a search that could hide them', () => {
    expect(readLocation({ ...request, filter: 'updates' })).toMatchObject({
      place: 'packs',
      filter: 'updates',
      query: '',
    });
  });

  it('leads to a task, and closes what else was open', () => {
    expect(readLocation({ ...request, place: 'activity', taskId: 't1' })).toMatchObject({
      place: 'activity',
      taskId: 't1',
      isDetailsOpen: false,
    });
  });

  it('keeps the filter of a place that was only named, and stays where it is for an unknown one', () => {
    expect(readLocation(request)).not.toHaveProperty('filter');
    expect(readLocation({ ...request, filter: 'no-such' })).not.toHaveProperty('filter');
    expect(readLocation({ ...request, place: 'moon' })).toEqual({});
  });
});
