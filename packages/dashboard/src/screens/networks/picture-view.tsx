import './picture.css';
import { Label } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Severity } from '../../api/objects.ts';
import { useFormat, useText } from '../../text/index.ts';
import { LAYERS, type Layer, type Picture, type PictureNode, neighboursOf } from './picture.ts';
import { useLines } from './use-lines.ts';

/** More of one layer are counted. */
const DRAWN = 60;

const PLACES: Readonly<Record<Layer, string>> = {
  external: '/networks',
  router: '/networks/routers',
  network: '/networks',
  loadbalancer: '/load-balancers',
};

const LOOKS: Readonly<Record<Severity, 'success' | 'info' | 'warning' | 'danger'>> = {
  0: 'success',
  1: 'info',
  2: 'warning',
  3: 'danger',
};

/** Cards in layers with lines between them. What a line shows is also said in each card, for those who do not see it. */
export function PictureView({ picture }: { readonly picture: Picture }) {
  const { networks: text } = useText();
  const root = useRef<HTMLDivElement>(null);
  const lines = useLines(root, picture.edges);
  const [near, setNear] = useState<string>();
  const titles: Readonly<Record<Layer, string>> = {
    external: text.externalNetworks,
    router: text.routers,
    network: text.tenantNetworks,
    loadbalancer: text.loadBalancers,
  };
  return (
    <div className="lb-topology" ref={root}>
      <svg className="lb-topology-lines" aria-hidden="true">
        {lines.map(({ from, to, d }) => (
          <path key={`${from} ${to}`} d={d} className={from === near || to === near ? 'lb-near' : ''} />
        ))}
      </svg>
      {LAYERS.filter((layer) => picture.layers[layer].length > 0).map((layer) => (
        <section key={layer} className={`lb-topology-layer lb-topology-${layer}`}>
          <h2>{titles[layer]}</h2>
          <ul>
            {picture.layers[layer].slice(0, DRAWN).map((node) => (
              <Card key={node.id} node={node} picture={picture} onNear={setNear} />
            ))}
          </ul>
          {picture.layers[layer].length > DRAWN && (
            <p>{text.drawnFirst(DRAWN, picture.layers[layer].length)}</p>
          )}
        </section>
      ))}
    </div>
  );
}

interface CardProps {
  readonly node: PictureNode;
  readonly picture: Picture;
  readonly onNear: (id: string | undefined) => void;
}

function Card({ node, picture, onNear }: CardProps) {
  const { common, networks: text } = useText();
  const format = useFormat();
  const { id, name, layer, lines, severity, isBroken } = node;
  const nameOf = (one: { readonly id: string; readonly name: string }): string =>
    one.name || common.unnamed(one.id);
  const neighbours = neighboursOf(picture, id);
  const names = LAYERS.flatMap((each) => picture.layers[each])
    .filter((each) => neighbours.includes(each.id))
    .map(nameOf);
  return (
    <li data-node={id} className={isBroken ? 'lb-card lb-broken' : 'lb-card'}>
      <Link
        to={`${PLACES[layer]}/${id}`}
        onPointerEnter={() => onNear(id)}
        onPointerLeave={() => onNear(undefined)}
        onFocus={() => onNear(id)}
        onBlur={() => onNear(undefined)}
      >
        <bdi>{nameOf({ id, name })}</bdi>
      </Link>
      {lines.map((line) => (
        <div key={line} className="lb-card-line">
          {line}
        </div>
      ))}
      {severity !== undefined && severity > 0 && (
        <Label status={LOOKS[severity]} isCompact>
          {text.severityWords[severity]}
        </Label>
      )}
      {severity === undefined && isBroken && (
        <Label status="danger" isCompact>
          {text.statusWords.ERROR}
        </Label>
      )}
      <span className="lb-connected">
        {names.length === 0 ? text.connectedToNothing : text.connectedTo(format.list(names))}
      </span>
    </li>
  );
}
