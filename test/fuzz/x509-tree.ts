import {element} from '../fixtures/der-writer.ts'

/** An element of DER as a tree, so that a mutant can be changed deep inside and still have right lengths. */
export interface TreeNode {
  tag: number
  children: TreeNode[]
  /** Of a leaf; empty where there are children. */
  content: Buffer
}

/** Reads DER that is known to be well-formed. OCTET STRINGs and BIT STRINGs that hold one element are opened, too. */
export const readTree = (der: Uint8Array): TreeNode => readNode(Buffer.from(der), 0).node

const readNode = (der: Buffer, at: number): {node: TreeNode; end: number} => {
  const tag = der[at] as number
  const first = der[at + 1] as number
  const count = first < 0x80 ? 0 : first & 0x7f
  const length = count === 0 ? first : der.readUIntBE(at + 2, count)
  const from = at + 2 + count
  const content = der.subarray(from, from + length)
  const node: TreeNode = {tag, children: [], content}
  if ((tag & 0x20) !== 0) node.children = readAll(content)
  else if (tag === 0x04 && isElement(content)) node.children = readAll(content)
  if (node.children.length > 0) node.content = Buffer.alloc(0)
  return {node, end: from + length}
}

const readAll = (content: Buffer): TreeNode[] => {
  const nodes: TreeNode[] = []
  for (let at = 0; at < content.length; ) {
    const {node, end} = readNode(content, at)
    nodes.push(node)
    at = end
  }
  return nodes
}

/** Whether bytes are exactly one SEQUENCE, SET, OCTET STRING or BIT STRING with a short or one-byte length. */
const isElement = (content: Buffer): boolean => {
  if (content.length < 2 || ![0x30, 0x31, 0x03, 0x04].includes(content[0] as number)) return false
  const first = content[1] as number
  if (first < 0x80) return content.length === first + 2
  return first === 0x81 && content.length === (content[2] as number) + 3
}

export const writeTree = (node: TreeNode): Buffer =>
  element(node.tag, node.children.length === 0 ? node.content : Buffer.concat(node.children.map(writeTree)))

/** Every node below, with the list that it is in. */
export const nodesOf = (root: TreeNode): {node: TreeNode; siblings: TreeNode[]}[] =>
  root.children.flatMap(node => [{node, siblings: root.children}, ...nodesOf(node)])
