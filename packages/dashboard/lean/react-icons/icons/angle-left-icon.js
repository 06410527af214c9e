import { createIconBase } from '../createIcon.js';

export const AngleLeftIconConfig = {
  name: 'AngleLeftIcon',
  icon: {"xOffset":0,"yOffset":0,"width":256,"height":512,"svgPathData":"M31.7 239l136-136c9.4-9.4 24.6-9.4 33.9 0l22.6 22.6c9.4 9.4 9.4 24.6 0 33.9L127.9 256l96.4 96.4c9.4 9.4 9.4 24.6 0 33.9L201.7 409c-9.4 9.4-24.6 9.4-33.9 0l-136-136c-9.5-9.4-9.5-24.6-.1-34z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M21 30a.997.997 0 0 1-.707-.293L7.647 17.061a1.501 1.501 0 0 1 0-2.121L20.293 2.293a.999.999 0 1 1 1.414 1.414L9.414 16l12.293 12.293A.999.999 0 0 1 21 30Z"},
};

export const AngleLeftIcon = createIconBase(AngleLeftIconConfig);

export default AngleLeftIcon;
