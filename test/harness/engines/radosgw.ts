import { randomUUID } from 'node:crypto'
import { appendFile, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { waitUntil } from '../wait-until.ts'
import { end, findProgram, freePort, runDying, runOnce, type Engine } from './run-dying.ts'

const [ACCESS_KEY, SECRET_KEY] = ['TESTACCESSKEY', 'test/secret+key']

/**
 * A real S3 server: Ceph's object gateway over one monitor and one store in memory, up in about 3 s. The URL has keys and the name of
 * a bucket that is not there yet.
 */
export async function startRadosgw(parent: string): Promise<Engine> {
  const program = Object.fromEntries(Object.entries(PACKAGES).map(([name, debian]) => [name, findProgram({ name, debian })])) as Record<keyof typeof PACKAGES, string>
  const folder = join(parent, 'ceph')
  await Promise.all(['mon', 'osd', 'rgw'].map((name) => mkdir(join(folder, name), { recursive: true })))
  const [port, monPort] = [await freePort(), await freePort()]
  const fsid = randomUUID()
  const conf = join(folder, 'ceph.conf')
  const keyring = join(folder, 'keyring')
  await writeFile(conf, settingsOf({ folder, fsid, port, monPort }))
  const log = (name: string): { log: string } => ({ log: join(folder, `${name}.out`) })

  await runOnce([program['ceph-authtool'], '-C', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *'])
  await runOnce([program['ceph-authtool'], keyring, '--gen-key', '-n', 'client.admin', '--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *', '--cap', 'mgr', 'allow *'])
  await runOnce([program.monmaptool, '--create', '--addv', 'a', `[v2:127.0.0.1:${monPort}/0]`, '--fsid', fsid, join(folder, 'monmap')])
  await copyFile(keyring, join(folder, 'mkfs.keyring'))
  await runOnce([program['ceph-mon'], '-c', conf, '--mkfs', '-i', 'a', '--monmap', join(folder, 'monmap'), '--keyring', join(folder, 'mkfs.keyring')])
  const mon = await runDying([program['ceph-mon'], '-c', conf, '-f', '-i', 'a'], log('mon'))

  const osdId = randomUUID()
  await runOnce([program.ceph, '-c', conf, 'osd', 'new', osdId])
  await appendFile(keyring, await runOnce([program.ceph, '-c', conf, 'auth', 'get-or-create', 'osd.0', 'mon', 'allow *', 'osd', 'allow *']))
  await runOnce([program['ceph-osd'], '-c', conf, '-i', '0', '--mkfs', '--osd-uuid', osdId])
  const osd = await runDying([program['ceph-osd'], '-c', conf, '-f', '-i', '0'], log('osd'))

  await runOnce([program['radosgw-admin'], '-c', conf, 'user', 'create', '--uid=sverka', '--display-name=sverka', `--access-key=${ACCESS_KEY}`, `--secret-key=${SECRET_KEY}`])
  const gateway = await runDying([program.radosgw, '-c', conf, '-f', '-n', 'client.admin', '--keyring', keyring], log('rgw'))
  await waitUntil(() => fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.ok, () => false))
  return {
    url: `s3://${ACCESS_KEY}:${encodeURIComponent(SECRET_KEY)}@127.0.0.1:${port}/sverka-test`,
    stop: async () => { await Promise.all([gateway, osd, mon].map((child) => end(child))) },
  }
}

/** Program → the Debian package it comes in. */
const PACKAGES = {
  'ceph-authtool': 'ceph-common', monmaptool: 'ceph-mon', 'ceph-mon': 'ceph-mon', ceph: 'ceph-common', 'ceph-osd': 'ceph-osd',
  'radosgw-admin': 'radosgw', radosgw: 'radosgw',
} as const

const settingsOf = ({ folder, fsid, port, monPort }: { readonly folder: string; readonly fsid: string; readonly port: number; readonly monPort: number }): string => `
[global]
fsid = ${fsid}
mon initial members = a
mon host = [v2:127.0.0.1:${monPort}/0]
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
ms bind msgr1 = false
public network = 127.0.0.0/8
run dir = ${folder}
admin socket = ${folder}/$name.asok
pid file = ${folder}/$name.pid
log file = ${folder}/$name.log
mon data = ${folder}/mon
osd data = ${folder}/osd
rgw data = ${folder}/rgw
keyring = ${folder}/keyring
mon cluster log file = ${folder}/cluster.log
# One copy of everything, in memory.
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
osd memory target = 939524096
mon allow pool size one = true
mon max pg per osd = 1000
mon osd crush smoke test = false
# No waiting for other monitors.
paxos propose interval = 0.05
paxos min wait = 0.01
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw rados pool pg num min = 1
# Fewer objects to make at the first start.
rgw override bucket index max shards = 1
rgw dynamic resharding = false
rgw gc max objs = 1
rgw lc max objs = 1
rgw usage max shards = 1
rgw data log num shards = 1
rgw md log max shards = 1
rgw objexp hints num shards = 1
rgw reshard num logs = 1
rgw num control oids = 1
rgw enable quota threads = false
rgw run sync thread = false
`
