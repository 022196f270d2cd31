import { beforeEach, expect, it } from 'vitest';
import { speakAbout } from '../../bridge';
import { createInstallationStore } from './installation-store';

const useDraft = createInstallationStore<{ text: string; note?: string }>({ text: '' });

beforeEach(() => {
  speakAbout(null);
  useDraft.setState(useDraft.getInitialState(), true);
});

it('is kept while the installation is, and is as at first with another one', () => {
  speakAbout('/one');
  useDraft.setState({ text: 'half a sentence', note: 'n' });
  speakAbout('/one');
  expect(useDraft.getState()).toEqual({ text: 'half a sentence', note: 'n' });
  speakAbout('/two');
  expect(useDraft.getState()).toEqual({ text: '' });
});

it('is as at first when no installation is shown any more', () => {
  speakAbout('/one');
  useDraft.setState({ text: 'half a sentence' });
  speakAbout(null);
  expect(useDraft.getState()).toEqual({ text: '' });
});

it('keeps what was there before the window knew which installation it is about', () => {
  useDraft.setState({ text: 'from the address' });
  speakAbout('/one');
  expect(useDraft.getState()).toEqual({ text: 'from the address' });
});
