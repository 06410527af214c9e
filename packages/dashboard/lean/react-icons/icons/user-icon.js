import { createIconBase } from '../createIcon.js';

export const UserIconConfig = {
  name: 'UserIcon',
  icon: {"xOffset":0,"yOffset":0,"width":448,"height":512,"svgPathData":"M224 256c70.7 0 128-57.3 128-128S294.7 0 224 0 96 57.3 96 128s57.3 128 128 128zm89.6 32h-16.7c-22.2 10.2-46.9 16-72.9 16s-50.6-5.8-72.9-16h-16.7C60.2 288 0 348.2 0 422.4V464c0 26.5 21.5 48 48 48h352c26.5 0 48-21.5 48-48v-41.6c0-74.2-60.2-134.4-134.4-134.4z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M20.354 15.702C22.545 14.273 24 11.805 24 9c0-4.411-3.589-8-8-8S8 4.589 8 9a7.995 7.995 0 0 0 3.646 6.702C6.053 17.538 2 22.801 2 29a1 1 0 0 0 1 1h26a1 1 0 0 0 1-1c0-6.199-4.053-11.462-9.646-13.298ZM10 9c0-3.309 2.691-6 6-6s6 2.691 6 6-2.691 6-6 6-6-2.691-6-6ZM4.041 28C4.551 21.85 9.72 17 16 17s11.449 4.85 11.959 11H4.041Z"},
};

export const UserIcon = createIconBase(UserIconConfig);

export default UserIcon;
