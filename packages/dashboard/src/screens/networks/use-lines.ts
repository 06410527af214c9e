import { type RefObject, useLayoutEffect, useState } from 'react';
import type { PictureEdge } from './picture.ts';

export interface Line extends PictureEdge {
  /** Of an SVG path. */
  readonly d: string;
}

const ATTRIBUTE = 'data-node';

/** Where the lines between the nodes of a picture go; measured anew whenever the picture changes its size. */
export function useLines(
  root: RefObject<HTMLElement | null>,
  edges: readonly PictureEdge[],
): readonly Line[] {
  const [lines, setLines] = useState<readonly Line[]>([]);
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return undefined;
    // It reports once when it begins.
    const observer = new ResizeObserver(() => setLines(measure(element, edges)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [root, edges]);
  return lines;
}

function measure(root: HTMLElement, edges: readonly PictureEdge[]): readonly Line[] {
  const origin = root.getBoundingClientRect();
  const boxes = new Map(
    [...root.querySelectorAll(`[${ATTRIBUTE}]`)].map((node) => [
      node.getAttribute(ATTRIBUTE) ?? '',
      node.getBoundingClientRect(),
    ]),
  );
  return edges.flatMap((edge) => {
    const from = boxes.get(edge.from);
    const to = boxes.get(edge.to);
    if (from === undefined || to === undefined) return [];
    const start = { x: from.left + from.width / 2 - origin.left, y: from.bottom - origin.top };
    const end = { x: to.left + to.width / 2 - origin.left, y: to.top - origin.top };
    return [{ ...edge, d: curve(start, end) }];
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Leaves downwards and arrives from above. */
function curve(start: Point, end: Point): string {
  const middle = (start.y + end.y) / 2;
  return `M${start.x} ${start.y}C${start.x} ${middle} ${end.x} ${middle} ${end.x} ${end.y}`;
}
