import path from 'node:path'
import type {BedGround} from '../bed-ground.ts'
import {isHealthy} from './health.ts'

/** Starts one etcd member without fsync, and returns its client URL. */
export const startEtcd = async (ground: BedGround): Promise<string> => {
  const [client, peer] = [await ground.ports.next(), await ground.ports.next()]
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`]
  await ground.start({
    name: 'etcd',
    command: 'etcd',
    isReady: () => isHealthy(client, '/health'),
    arguments: () => [
      ...['--name=n0', `--data-dir=${path.join(ground.run, 'etcd')}`, '--unsafe-no-fsync', '--log-level=warn'],
      ...[`--listen-client-urls=${clientUrl}`, `--advertise-client-urls=${clientUrl}`],
      ...[
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=n0=${peerUrl}`,
      ],
      '--quota-backend-bytes=4294967296',
    ],
  })
  return clientUrl
}
