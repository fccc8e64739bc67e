import {element} from '../fixtures/der-writer.ts'
import type {Random} from './x509-random.ts'
import {nodesOf, readTree, type TreeNode, writeTree} from './x509-tree.ts'

export type Mutator = (der: Buffer, random: Random) => Buffer

const copy = (der: Buffer, change: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.from(der)
  change(bytes)
  return bytes
}

const flipBit: Mutator = (der, random) =>
  copy(der, bytes => {
    const at = random.below(bytes.length)
    bytes[at] = (bytes[at] as number) ^ (1 << random.below(8))
  })

const setByte: Mutator = (der, random) =>
  copy(der, bytes => {
    bytes[random.below(bytes.length)] = random.pick([0, 1, 0x30, 0x7f, 0x80, 0x81, 0x84, 0xff, random.below(256)])
  })

const flipBits: Mutator = (der, random) => {
  let out = der
  for (let i = random.below(6) + 2; i > 0; i--) out = flipBit(out, random)
  return out
}

const truncate: Mutator = (der, random) => Buffer.from(der.subarray(0, random.below(der.length)))

const append: Mutator = (der, random) =>
  Buffer.concat([der, Buffer.alloc(random.below(8) + 1, random.pick([0, 0x30, 0xff]))])

const cut: Mutator = (der, random) => {
  const at = random.below(der.length)
  return Buffer.concat([der.subarray(0, at), der.subarray(at + 1 + random.below(16))])
}

const repeat: Mutator = (der, random) => {
  const at = random.below(der.length)
  const slice = der.subarray(at, at + 1 + random.below(32))
  return Buffer.concat([der.subarray(0, at), slice, der.subarray(at)])
}

/** A length byte that promises more than there is, up to four gigabytes. */
const lengthBomb: Mutator = (der, random) => {
  const at = random.below(der.length)
  const bomb = random.pick([
    '80',
    '84ffffffff',
    '847fffffff',
    '83ffffff',
    '82ffff',
    '81ff',
    '8100',
    '820001',
    '88ffffffffffffffff',
  ])
  return Buffer.concat([der.subarray(0, at), Buffer.from(bomb, 'hex'), der.subarray(at + 1)])
}

/** Changes the tree and writes it back with right lengths. */
const onTree =
  (change: (root: TreeNode, random: Random) => void): Mutator =>
  (der, random) => {
    const root = readTree(der)
    change(root, random)
    return writeTree(root)
  }

const pickNode = (root: TreeNode, random: Random) => random.pick(nodesOf(root))

const removeNode = onTree((root, random) => {
  const {node, siblings} = pickNode(root, random)
  siblings.splice(siblings.indexOf(node), 1)
})

const repeatNode = onTree((root, random) => {
  const {node, siblings} = pickNode(root, random)
  siblings.splice(siblings.indexOf(node), 0, ...Array.from({length: random.pick([1, 1, 1, 2, 40])}, () => node))
})

const swapNodes = onTree((root, random) => {
  const [a, b] = [pickNode(root, random), pickNode(root, random)]
  const [i, j] = [a.siblings.indexOf(a.node), b.siblings.indexOf(b.node)]
  a.siblings[i] = b.node
  if (a.siblings !== b.siblings || i !== j) b.siblings[j] = {...a.node}
})

const changeTag = onTree((root, random) => {
  pickNode(root, random).node.tag = random.pick([
    2, 3, 4, 5, 6, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x1e, 0x30, 0x80, 0x82, 0xa0, 0xa4,
  ])
})

const changeContent = onTree((root, random) => {
  const leaves = nodesOf(root).filter(({node}) => node.children.length === 0)
  const {node} = random.pick(leaves)
  node.content = random.pick([flipBit, setByte, cut, repeat, truncate, append])(
    node.content.length === 0 ? Buffer.from([0]) : node.content,
    random,
  )
})

const replaceContent = onTree((root, random) => {
  const leaves = nodesOf(root).filter(({node}) => node.children.length === 0)
  random.pick(leaves).node.content = random.pick(CONTENTS)
})

const CONTENTS: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.from([0]),
  Buffer.from([0xff]),
  Buffer.alloc(300, 0x80),
  Buffer.alloc(70_000, 0x61),
  Buffer.from('*.example.com'),
  Buffer.from('a\0b.example.com'),
  Buffer.from('.'),
  Buffer.from('http://[::1%25en0]:80/'),
  Buffer.from('//'),
  Buffer.from('"quoted local"@example.com'),
  Buffer.from('991231235959Z'),
  Buffer.from('20500229000000Z'),
  Buffer.from('9912312359+0100'),
  Buffer.from('\u202egpj.exe'),
]

/** Deep nesting, a huge OID, very many children: rare, because each of them is large. */
const monstrous: Mutator = (der, random) =>
  random.pick<() => Buffer>([
    () => nested(random.pick([50, 5000, 20_000]), random.pick([0x30, 0x31, 0xa0])),
    () => element(0x30, element(0x30, element(0x06, Buffer.alloc(100_000, 0x81)))),
    () => element(0x30, Buffer.alloc(2 * random.pick([1000, 1_000_000]), Buffer.from([0x05, 0x00]))),
    () => Buffer.alloc(random.pick([100, 10_000, 10_000_000])),
    () => Buffer.concat(Array.from({length: 20}, () => der)),
  ])()

const nested = (depth: number, tag: number): Buffer => {
  let out: Buffer = Buffer.alloc(0)
  for (let i = 0; i < Math.min(depth, 200); i++) out = element(tag, out)
  if (depth <= 200) return out
  return Buffer.alloc(depth * 2, Buffer.from([tag, 0x80]))
}

const MUTATORS: readonly Mutator[] = [
  flipBit,
  flipBit,
  flipBits,
  setByte,
  truncate,
  append,
  cut,
  repeat,
  lengthBomb,
  removeNode,
  repeatNode,
  swapNodes,
  changeTag,
  changeContent,
  changeContent,
  replaceContent,
]

/** One mutant; one of 2,000 is monstrous. */
export const mutate: Mutator = (der, random) => {
  if (random.below(2000) === 0) return monstrous(der, random)
  const once = random.pick(MUTATORS)(der, random)
  return random.below(5) === 0 && once.length > 0 ? flipBit(once, random) : once
}
