function patches = edges(count)
% edges  Pictures of 8 x 8 pixels, each with one edge: 64 x count, from 0.1 to 0.9.

  [x, y] = meshgrid(linspace(-1, 1, 8));
  angle = 2 * pi * rand(1, count);
  offset = rand(1, count) - 0.5;
  distance = x(:) * cos(angle) + y(:) * sin(angle) - offset;
  patches = 0.1 + 0.8 ./ (1 + exp(-6 * distance));
end
