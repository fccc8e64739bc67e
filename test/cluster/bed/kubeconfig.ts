import {writeFileSync} from 'node:fs'
import {stringify} from 'yaml'
import type {Access} from './kube-api.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const userOf = (access: Access): object => ({
  ...(access.certificate === undefined ? {} : {'client-certificate-data': base64(access.certificate)}),
  ...(access.key === undefined ? {} : {'client-key-data': base64(access.key)}),
  ...(access.token === undefined ? {} : {token: access.token}),
})

/** A kubeconfig with one context, named `name`. */
export const kubeconfigText = (access: Access, name: string): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{name, cluster: {server: access.server, 'certificate-authority-data': base64(access.ca)}}],
    users: [{name, user: userOf(access)}],
    contexts: [{name, context: {cluster: name, user: name}}],
  })

/** Writes a kubeconfig that only its owner may read, and returns its path. */
export const writeKubeconfig = (file: string, access: Access, name = 'bed'): string => {
  writeFileSync(file, kubeconfigText(access, name), {mode: 0o600})
  return file
}
