import { useEffect, useRef, useState } from 'react';
import { percentOf } from '../../src/contract/text/percent';
import { useTranslation } from 'react-i18next';
import { useRunning } from './use-running';

const everyMs = 5000;

/** Tells screen readers which task runs, at most once in five seconds. */
export function Announcer() {
  const { t } = useTranslation();
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
  useEffect(() => {
    const timer = window.setInterval(() => setSpoken(latest.current), everyMs);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {spoken}
    </div>
  );
}
