import { Button } from '@patternfly/react-core';
import TopologyIcon from '@patternfly/react-icons/icons/topology-icon';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { useScope } from '../../api/session.ts';
import { type Topology, topologyQuery } from '../../api/topology.ts';
import { useText } from '../../text/index.ts';
import { EmptyBlock, QueryBlock } from '../../ui/states.tsx';
import { NetworksFrame } from './frame.tsx';
import { PictureView } from './picture-view.tsx';
import { pictureOf } from './picture.ts';

/** Routers and floating IPs change without events. */
const REFRESH_MS = 5000;

export function TopologyScreen() {
  const { networks: text } = useText();
  const query = useQuery({ ...topologyQuery(useScope()), refetchInterval: REFRESH_MS });
  return (
    <NetworksFrame title={text.pictureLabel}>
      <QueryBlock query={query}>{(topology) => <Drawing topology={topology} />}</QueryBlock>
    </NetworksFrame>
  );
}

function Drawing({ topology }: { readonly topology: Topology }) {
  const { networks: text } = useText();
  const picture = useMemo(() => pictureOf(topology), [topology]);
  if (topology.networks.length === 0)
    return (
      <EmptyBlock
        title={text.nothingToDraw}
        body={text.noNetworksBody}
        icon={TopologyIcon}
        action={
          <Button component={(props) => <Link {...props} to="/networks" />} variant="link">
            {text.networks}
          </Button>
        }
      />
    );
  return (
    <>
      <p>{text.pictureBody}</p>
      <PictureView picture={picture} />
    </>
  );
}
