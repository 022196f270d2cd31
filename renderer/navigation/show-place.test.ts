import { describe, expect, it } from 'vitest';
import { readWish } from './show-place';

const wish = { place: 'packs', filter: null, taskId: null };

describe('readWish', () => {
  it('leads to the updates without a search that could hide them', () => {
    expect(readWish({ ...wish, filter: 'updates' })).toMatchObject({ place: 'packs', filter: 'updates', query: '' });
  });

  it('leads to a task, and closes what else was open', () => {
    expect(readWish({ ...wish, place: 'activity', taskId: 't1' })).toMatchObject({
      place: 'activity',
      taskId: 't1',
      isDetailsOpen: false,
    });
  });

  it('keeps the filter of a place that was only named, and stays where it is for an unknown one', () => {
    expect(readWish(wish)).not.toHaveProperty('filter');
    expect(readWish({ ...wish, filter: 'no-such' })).not.toHaveProperty('filter');
    expect(readWish({ ...wish, place: 'moon' })).toEqual({});
  });
});
