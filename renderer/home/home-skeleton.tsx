import { SkeletonPanel, SkeletonPanels } from '../components/feedback/skeleton';

/** The parts of Home that are on their way, each where it will stand. */
export function HomeSkeleton({ label }: { label: string }) {
  return (
    <SkeletonPanels label={label} className="max-w-280 px-4 pt-4">
      <SkeletonPanel lines={1} />
      <div className="grid gap-x-5 pt-9 min-[1200px]:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          <SkeletonPanel lines={2} />
          <SkeletonPanel lines={3} />
        </div>
        <SkeletonPanel lines={5} />
      </div>
    </SkeletonPanels>
  );
}
