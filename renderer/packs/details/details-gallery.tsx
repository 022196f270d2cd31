import { useQueries } from '@tanstack/react-query';
import { ImageOff, Images } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { call } from '../../bridge';
import { Button } from '../../components/button';
import { openLink } from '../../state/queue/actions';
import { formatList } from '../../texts/formatting';

interface Picture {
  url: string;
  /** A `data:` address; undefined while it is on its way. */
  data: string | undefined;
  hasFailed: boolean;
}

function usePictures(urls: readonly string[]): Picture[] {
  const answers = useQueries({
    queries: urls.map((url) => ({
      queryKey: ['readme-picture', url],
      queryFn: async () => (await call('packs.pictureAt', { url })).data,
      gcTime: 60_000,
    })),
  });
  return answers.map(({ data, isError }, at) => ({ url: urls[at] ?? '', data, hasFailed: isError }));
}

function Tile({ picture: { url, data, hasFailed } }: { picture: Picture }) {
  const name = new URL(url).pathname.split('/').at(-1) ?? url;
  return (
    <li className="shrink-0">
      <button
        type="button"
        title={t('gallery.open', { name })}
        aria-label={t('gallery.open', { name })}
        data-state={hasFailed ? 'failed' : data === undefined ? 'loading' : 'shown'}
        data-testid="gallery-picture"
        onClick={() => openLink(url)}
        className="flex h-36 min-w-24 items-center justify-center overflow-hidden rounded-control border border-border bg-panel text-faint hover:border-border-strong"
      >
        {hasFailed && <ImageOff aria-hidden size={18} />}
        {data !== undefined && <img src={data} alt="" className="h-full max-w-80 object-contain" />}
      </button>
    </li>
  );
}

function Shown({ urls }: { urls: readonly string[] }) {
  const pictures = usePictures(urls);
  return (
    <ul aria-label={t('gallery.label')} className="flex gap-2 overflow-x-auto pb-1">
      {pictures.map((picture) => (
        <Tile key={picture.url} picture={picture} />
      ))}
    </ul>
  );
}

/** The pictures of a readme. They come from wherever its author put them, so nothing is asked of those hosts before the person wants to see them. */
export function DetailsGallery({ urls }: { urls: readonly string[] }) {
  const [isShown, setShown] = useState(false);
  if (urls.length === 0) return null;
  const hosts = [...new Set(urls.map((url) => new URL(url).host))];
  return (
    <div data-testid="readme-gallery" className="mb-3 border-b border-border pb-3">
      {isShown ? (
        <Shown urls={urls} />
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button size="small" icon={<Images size={14} />} onClick={() => setShown(true)}>
            {t('gallery.show', { count: urls.length })}
          </Button>
          <span className="min-w-0 text-sm text-muted">
            {t('gallery.from', { hosts: formatList(hosts.slice(0, 3)) })}
          </span>
        </div>
      )}
    </div>
  );
}
