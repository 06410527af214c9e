import { createIconBase } from '../createIcon.js';

export const ArrowDownIconConfig = {
  name: 'ArrowDownIcon',
  icon: {"xOffset":0,"yOffset":0,"width":448,"height":512,"svgPathData":"M413.1 222.5l22.2 22.2c9.4 9.4 9.4 24.6 0 33.9L241 473c-9.4 9.4-24.6 9.4-33.9 0L12.7 278.6c-9.4-9.4-9.4-24.6 0-33.9l22.2-22.2c9.5-9.5 25-9.3 34.3.4L184 343.4V56c0-13.3 10.7-24 24-24h32c13.3 0 24 10.7 24 24v287.4l114.8-120.5c9.3-9.8 24.8-10 34.3-.4z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M27.707 19.707 17.061 30.353c-.292.292-.676.438-1.061.438s-.768-.146-1.061-.438L4.293 19.707a.999.999 0 1 1 1.414-1.414L15 27.586V2a1 1 0 0 1 2 0v25.586l9.293-9.293a.999.999 0 1 1 1.414 1.414Z"},
};

export const ArrowDownIcon = createIconBase(ArrowDownIconConfig);

export default ArrowDownIcon;
