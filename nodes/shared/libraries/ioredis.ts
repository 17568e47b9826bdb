export { Command, Redis } from 'ioredis';
