function [h, array] = display_network(A, opt_normalize, opt_graycolor, cols, opt_colmajor)
% display_network  Show each column of A as a square picture, all of them in one.
%
%   [h, array] = display_network(A, opt_normalize, opt_graycolor, cols, opt_colmajor)
%
%   A              L x M, L a square number: M pictures, each read column by column
%   opt_normalize  stretch each picture to -1..1 by itself (default), or all alike
%   opt_graycolor  draw in grey (default), or in colours on a paler background
%   cols           pictures in a row; by default about as many as there are rows
%   opt_colmajor   fill the columns from top to bottom, not the rows
%
%   The mean over all of A is subtracted first, so grey represents the mean.
%   h is the image drawn, [] if there is no screen to draw on; array is the
%   picture itself, from -1 to 1.
%
%   Source: UFLDL, "Visualizing a Trained Autoencoder".

  if nargin < 2 || isempty(opt_normalize), opt_normalize = true; end
  if nargin < 3 || isempty(opt_graycolor), opt_graycolor = true; end
  if nargin < 4 || isempty(cols), cols = tiles_across(size(A, 2)); end
  if nargin < 5 || isempty(opt_colmajor), opt_colmajor = false; end
  check_arguments(A, cols);

  [pixels, count] = size(A);
  side = sqrt(pixels);
  tiles = scaled(A, opt_normalize);
  down = ceil(count / cols);
  background = -1;
  if ~opt_graycolor
    background = -0.1;
  end
  array = repmat(background, 1 + down * (side + 1), 1 + cols * (side + 1));
  for k = 1:count
    if opt_colmajor
      [row, column] = ind2sub([down, cols], k);
    else
      [column, row] = ind2sub([cols, down], k);
    end
    top = 1 + (row - 1) * (side + 1);
    left = 1 + (column - 1) * (side + 1);
    array(top + (1:side), left + (1:side)) = reshape(tiles(:, k), side, side);
  end
  h = draw(array, opt_graycolor);
end

function check_arguments(A, cols)
  if ~(isnumeric(A) || islogical(A)) || ~isreal(A) || ndims(A) ~= 2 || isempty(A) ...
      || ~all(isfinite(A(:))) || fix(sqrt(rows(A)))^2 ~= rows(A)
    error('pysoftmax:A', ['A is a %s of size %s; expected a matrix of finite real numbers whose' ...
          ' columns are squares, such as 64 or 784 numbers long'], class(A), mat2str(size(A)));
  end
  if ~isnumeric(cols) || ~isscalar(cols) || ~(cols >= 1 && cols == fix(cols) && cols < Inf)
    error('pysoftmax:cols', 'cols is %s; expected a positive whole number', shown(cols));
  end
end

function tiles = scaled(A, opt_normalize)
  tiles = double(full(A));
  tiles = tiles - mean(tiles(:));
  if opt_normalize
    largest = max(abs(tiles), [], 1);
  else
    largest = max(abs(tiles(:)));
  end
  largest(largest == 0) = 1;    % no contrast: nothing to stretch, no zero to divide by
  tiles = tiles ./ largest;
end

function across = tiles_across(count)
  % Near the root, and if one is near enough, one that leaves no place empty.
  near = ceil(sqrt(count));
  candidates = near:floor(1.2 * sqrt(count));
  even = candidates(mod(count, candidates) == 0);
  across = [even, near](1);
end

function h = draw(array, opt_graycolor)
  h = [];
  if isempty(available_graphics_toolkits()) || ~have_window_system()
    return
  end
  h = imagesc(array, [-1, 1]);
  if opt_graycolor
    colormap(gray);
  end
  axis image off
  drawnow
end
