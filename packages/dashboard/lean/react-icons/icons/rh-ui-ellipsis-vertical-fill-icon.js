import { createIconBase } from '../createIcon.js';

export const RhUiEllipsisVerticalFillIconConfig = {
  name: 'RhUiEllipsisVerticalFillIcon',
  icon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M12.25 5c0-2.068 1.683-3.75 3.75-3.75S19.75 2.932 19.75 5 18.067 8.75 16 8.75 12.25 7.068 12.25 5ZM16 12.25c-2.067 0-3.75 1.682-3.75 3.75s1.683 3.75 3.75 3.75 3.75-1.682 3.75-3.75-1.683-3.75-3.75-3.75Zm0 11c-2.067 0-3.75 1.682-3.75 3.75s1.683 3.75 3.75 3.75 3.75-1.682 3.75-3.75-1.683-3.75-3.75-3.75Z"},
  rhUiIcon: null,
};

export const RhUiEllipsisVerticalFillIcon = createIconBase(RhUiEllipsisVerticalFillIconConfig);

export default RhUiEllipsisVerticalFillIcon;
