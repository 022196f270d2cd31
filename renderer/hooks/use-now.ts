import { useEffect, useState } from 'react';

/** The time now in milliseconds, looked at again every `everyMs` while somebody can see it. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => setNowMs(Date.now());
    let timer: number | undefined;
    const begin = () => {
      window.clearInterval(timer);
      timer = document.hidden ? undefined : window.setInterval(tick, everyMs);
    };
    const follow = () => {
      begin();
      if (!document.hidden) tick();
    };
    begin();
    document.addEventListener('visibilitychange', follow);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', follow);
    };
  }, [everyMs]);
  return nowMs;
}
