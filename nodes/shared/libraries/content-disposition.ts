export { parse } from 'content-disposition';
