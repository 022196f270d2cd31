import { useEffect, useRef, useState } from 'react';
import { percentOf } from '../../src/contract/text/percent';
import { t } from 'i18next';
import { useNow } from '../hooks/use-now';
import { useRunning } from './use-running';

const everyMs = 5000;

/** Tells screen readers which task runs, at most once in five seconds, and nothing while the window is hidden. */
export function Announcer() {
  const running = useRunning();
  const percent = running?.fraction == null ? null : percentOf(running.fraction);
  const words = running
    ? percent === null
      ? t('status.progress', { task: running.title, phase: running.phase })
      : t('status.progressPercent', { task: running.title, phase: running.phase, percent })
    : '';
  const latest = useRef(words);
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    latest.current = words;
  }, [words]);
  const nowMs = useNow(everyMs);
  useEffect(() => setSpoken(latest.current), [nowMs]);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {spoken}
    </div>
  );
}
