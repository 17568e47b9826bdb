export { EnvHttpProxyAgent, errors } from 'undici';
